"""What the HTML standard says of a page, as far as our pages need it: a strict reader.

The parse is the standard's own algorithm (tinyhtml5), which tells every error that a browser would
silently mend. Content models, attributes and references are checked on the tree that it leaves.
"""

import re
from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from tinyhtml5.parser import HTMLParser

XHTML = "{http://www.w3.org/1999/xhtml}"


def _words(text: str) -> set[str]:
    return set(text.split())


VOID = _words("area base br col embed hr img input link meta source track wbr")
PHRASING = _words(
    "a abbr audio b bdi bdo br button canvas cite code data datalist del dfn em embed i iframe img "
    "input ins kbd label map mark meter noscript object output picture progress q ruby s samp "
    "script select slot small span strong sub sup template textarea time u var video wbr"
)
FLOW = PHRASING | _words(
    "address article aside blockquote details dialog div dl fieldset figure footer form h1 h2 h3 "
    "h4 h5 h6 header hgroup hr main menu nav ol p pre search section table ul"
)
# Elements that hold words and no blocks.
WORDS_ONLY = _words(
    "abbr b bdi bdo button cite code data dfn em h1 h2 h3 h4 h5 h6 i kbd label mark output p pre q "
    "s samp small span strong sub sup time u var"
)
CHILDREN = {
    "ul": {"li"},
    "ol": {"li"},
    "menu": {"li"},
    "dl": {"dt", "dd", "div"},
    "table": {"caption", "colgroup", "thead", "tbody", "tfoot", "tr"},
    "thead": {"tr"},
    "tbody": {"tr"},
    "tfoot": {"tr"},
    "tr": {"th", "td"},
    "select": {"option", "optgroup", "hr"},
    "datalist": {"option"} | PHRASING,
    "optgroup": {"option"},
    "picture": {"source", "img"},
}
HELPERS = {"script", "template"}
INTERACTIVE = _words("a button details embed iframe input label select textarea")
LABELABLE = _words("button input meter output progress select textarea")
EVERYWHERE = _words(
    "class id lang dir title hidden tabindex translate role itemscope accesskey autofocus inert "
    "autocapitalize autocorrect contenteditable spellcheck enterkeyhint inputmode popover "
    "draggable nonce slot is"
)
OWN = {
    "a": "href target download ping rel hreflang type referrerpolicy",
    "audio": "src controls preload loop muted crossorigin",
    "blockquote": "cite",
    "button": "disabled form formaction formenctype formmethod formnovalidate formtarget name "
    "popovertarget popovertargetaction type value command commandfor",
    "col": "span",
    "colgroup": "span",
    "data": "value",
    "del": "cite datetime",
    "details": "open name",
    "dialog": "open closedby",
    "fieldset": "disabled form name",
    "form": "accept-charset action autocomplete enctype method name novalidate target rel",
    "iframe": "src srcdoc name sandbox allow allowfullscreen width height referrerpolicy loading",
    "img": "alt src srcset sizes crossorigin usemap ismap width height referrerpolicy decoding "
    "loading fetchpriority",
    "input": "accept alt autocomplete checked dirname disabled form formaction formenctype "
    "formmethod formnovalidate formtarget height list max maxlength min minlength multiple name "
    "pattern placeholder popovertarget popovertargetaction readonly required size src step type "
    "value width",
    "ins": "cite datetime",
    "label": "for",
    "li": "value",
    "link": "href crossorigin rel media integrity hreflang type referrerpolicy sizes imagesrcset "
    "imagesizes as blocking color disabled fetchpriority title",
    "meta": "name http-equiv content charset media property",
    "meter": "value min max low high optimum",
    "object": "data type name form width height",
    "ol": "reversed start type",
    "optgroup": "disabled label",
    "option": "disabled label selected value",
    "output": "for form name",
    "progress": "value max",
    "q": "cite",
    "script": "src type nomodule async defer crossorigin integrity referrerpolicy blocking "
    "fetchpriority",
    "select": "autocomplete disabled form multiple name required size",
    "source": "type media src srcset sizes width height",
    "td": "colspan rowspan headers",
    "template": "shadowrootmode",
    "textarea": "autocomplete cols dirname disabled form maxlength minlength name placeholder "
    "readonly required rows wrap",
    "th": "colspan rowspan headers scope abbr",
    "time": "datetime",
    "track": "default kind label src srclang",
    "video": "src crossorigin poster preload autoplay playsinline loop muted controls width height",
}
ELEMENTS = FLOW | VOID | set(OWN) | {tag for tags in CHILDREN.values() for tag in tags}
ELEMENTS |= _words("html head body title base style legend figcaption summary")
ARIA = _words(
    "activedescendant atomic autocomplete busy checked colcount colindex colspan controls current "
    "describedby description details disabled errormessage expanded flowto haspopup hidden invalid "
    "keyshortcuts label labelledby level live modal multiline multiselectable orientation owns "
    "placeholder posinset pressed readonly relevant required roledescription rowcount rowindex "
    "rowspan selected setsize sort valuemax valuemin valuenow valuetext"
)
ROLES = _words(
    "alert alertdialog application article banner button cell checkbox columnheader combobox "
    "complementary contentinfo definition dialog document feed figure form grid gridcell group "
    "heading img link list listbox listitem log main marquee math menu menubar menuitem meter "
    "navigation none note option presentation progressbar radio radiogroup region row rowgroup "
    "rowheader search searchbox separator slider spinbutton status switch tab table tablist "
    "tabpanel term textbox timer toolbar tooltip tree treegrid treeitem"
)
REFERENCES = _words("for headers aria-labelledby aria-owns aria-errormessage aria-activedescendant")
REFERENCES |= {"aria-controls", "aria-describedby", "aria-details"}
WHOLE = _words("width height tabindex maxlength minlength colspan rowspan rows")
MOMENT = re.compile(
    r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?)?)?|\d\d:\d\d(:\d\d)?|P\w+"
)


def faults(page: str) -> list[str]:
    """Return what is wrong with a page, each fault once."""
    parser = HTMLParser()
    root = parser.parse(page)
    lines = [*page.split("\n"), ""]
    told = [
        f"{code} {facts}: {lines[min(line, len(lines)) - 1].strip()[:100]}"
        for (line, _column), code, facts in parser.errors
    ]
    told += _of_references(root)
    for element, parents in _walk(root, ()):
        told += _of_element(element, parents)
    return list(dict.fromkeys([*told, *_of_document(root)]))


def _walk(element: Element, parents: tuple[str, ...]) -> Iterator[tuple[Element, tuple[str, ...]]]:
    """Return each HTML element with the names of those around it; drawings are left out."""
    yield element, parents
    for child in element:
        if isinstance(child.tag, str) and child.tag.startswith(XHTML):
            yield from _walk(child, (*parents, _name(element)))


def _name(element: Element) -> str:
    return str(element.tag).removeprefix(XHTML)


def _told(element: Element) -> str:
    words = "".join(f' {key}="{value[:40]}"' for key, value in list(element.attrib.items())[:3])
    return f"<{_name(element)}{words}>"


def _of_element(element: Element, parents: tuple[str, ...]) -> Iterator[str]:
    name, here = _name(element), _told(element)
    if name not in ELEMENTS:
        yield f"{here}: no such element"
    parent = parents[-1] if parents else ""
    if parent in CHILDREN and name not in CHILDREN[parent] | HELPERS:
        yield f"{here} in <{parent}>"
    if parent in WORDS_ONLY and name not in PHRASING:
        yield f"{here} in <{parent}>, which holds words only"
    if (
        name in INTERACTIVE - {"label"}
        and {"a", "button"} & set(parents)
        and not _is_hidden(element)
    ):
        yield f"{here} inside a link or a button"
    if name in {"form", "main", "a", "button", "label"} and name in parents:
        yield f"{here} inside another"
    if name in CHILDREN and name not in {"datalist"} and (element.text or "").strip():
        yield f"{here} holds bare text"
    if name == "legend" and parent != "fieldset":
        yield f"{here} outside of a fieldset"
    if name == "summary" and parent != "details":
        yield f"{here} outside of details"
    yield from _of_attributes(element, name, here)


def _of_attributes(element: Element, name: str, here: str) -> Iterator[str]:
    for key, value in element.attrib.items():
        if not _is_known(key, name):
            yield f"{here}: {key}"
        if key in WHOLE and not re.fullmatch(r"-?\d+", value):
            yield f"{here}: {key} is no number"
        if key in {"href", "src", "action"} and (" " in value or (not value and key != "href")):
            yield f"{here}: {key} is no address"
    if not _words(element.get("role", "")) <= ROLES:
        yield f"{here}: role"
    if name == "img" and "alt" not in element.attrib:
        yield f"{here}: no alternative text"
    moment = element.get("datetime", "".join(element.itertext()))
    if name == "time" and not MOMENT.fullmatch(moment):
        yield f"{here}: no moment"
    if name == "iframe" and not element.get("title"):
        yield f"{here}: no title"


def _is_known(attribute: str, name: str) -> bool:
    if attribute.startswith("aria-"):
        return attribute.removeprefix("aria-") in ARIA
    own = _words(OWN.get(name, ""))
    return attribute in EVERYWHERE | own or attribute.startswith("data-")


def _is_hidden(element: Element) -> bool:
    return _name(element) == "input" and element.get("type") == "hidden"


def _of_references(root: Element) -> Iterator[str]:
    elements = [e for e, _parents in _walk(root, ())]
    ids = Counter(e.get("id") for e in root.iter() if e.get("id") is not None)
    by_id = {e.get("id"): e for e in elements if e.get("id")}
    yield from (f"id {key!r} is there {n} times" for key, n in ids.items() if n > 1)
    yield from (f"id {key!r} is empty or has a space" for key in ids if not key or " " in key)
    for element in elements:
        here = _told(element)
        for key in REFERENCES & set(element.attrib):
            for wanted in element.get(key, "").split():
                if wanted not in ids:
                    yield f"{here}: {key} names nothing ({wanted})"
        target = element.get("for") if _name(element) == "label" else None
        if target in by_id and (_name(by_id[target]) not in LABELABLE or _is_hidden(by_id[target])):
            yield f"{here}: a label of what cannot have one"
        form = element.get("form")
        if form is not None and (form not in by_id or _name(by_id[form]) != "form"):
            yield f"{here}: no such form"
        href = element.get("href", "")
        if _name(element) == "a" and href.startswith("#") and href != "#" and href[1:] not in ids:
            yield f"{here}: leads nowhere on the page"


def _of_document(root: Element) -> Iterator[str]:
    counted = Counter(_name(e) for e, _parents in _walk(root, ()))
    for name in ("title", "main", "h1"):
        if counted[name] != 1:
            yield f"{counted[name]} <{name}>"
    titles = [e for e, _parents in _walk(root, ()) if _name(e) == "title"]
    if not all((e.text or "").strip() for e in titles):
        yield "an empty title"
    if not root.get("lang"):
        yield "no language"
