/* The card fields, inside the frame that the shop's page cannot read. It talks with
   fake-stripe.js through one port, and gives it the id of a payment method, never the number. */
(() => {
  const form = document.querySelector("form");
  const fields = { number: form.elements.number, expiry: form.elements.expiry, cvc: form.elements.cvc };
  const digits = (name) => fields[name].value.replace(/\D/g, "");
  const style = document.documentElement.style;
  const NIGHT = { colorPrimary: "#b4abff", colorBackground: "#1d1b22", colorText: "#f1eff6", colorTextSecondary: "#b9b4c6", colorDanger: "#f4aba3" };
  let port, key;

  const passesLuhn = (number) =>
    [...number].reverse().reduce((sum, digit, place) => {
      const value = place % 2 ? digit * 2 : Number(digit);
      return sum + (value > 9 ? value - 9 : value);
    }, 0) % 10 === 0;

  const expiry = () => ({ month: Number(digits("expiry").slice(0, 2)), year: 2000 + Number(digits("expiry").slice(2, 4)) });

  const isPast = ({ month, year }) => new Date(year, month, 1) <= new Date();

  // Each check gives Stripe's code and sentence, or nothing.
  const checks = {
    number: () => {
      if (digits("number").length < 13) return ["incomplete_number", "Votre numéro de carte est incomplet."];
      if (!passesLuhn(digits("number"))) return ["invalid_number", "Votre numéro de carte n’est pas valide."];
    },
    expiry: () => {
      const { month } = expiry();
      if (digits("expiry").length < 4) return ["incomplete_expiry", "La date d’expiration de votre carte est incomplète."];
      if (month < 1 || month > 12) return ["invalid_expiry_month", "Le mois d’expiration de votre carte n’est pas valide."];
      if (isPast(expiry())) return ["invalid_expiry_year_past", "La date d’expiration de votre carte est passée."];
    },
    cvc: () => {
      if (digits("cvc").length < 3) return ["incomplete_cvc", "Le code de sécurité de votre carte est incomplet."];
    },
  };

  const show = (name, problem) => {
    fields[name].setAttribute("aria-invalid", String(Boolean(problem)));
    document.getElementById(`${name}-error`).textContent = problem ? problem[1] : "";
    resize();
  };

  const resize = () => port && port.postMessage({ event: "resize", height: Math.ceil(form.getBoundingClientRect().height) });

  const announce = () => port.postMessage({
    event: "change",
    value: {
      elementType: "payment",
      collapsed: false,
      complete: Object.keys(checks).every((name) => !checks[name]()),
      empty: Object.values(fields).every((field) => !field.value),
      value: { type: "card" },
    },
  });

  const group = (name) => {
    const field = fields[name];
    if (field.selectionEnd !== field.value.length) return;
    if (name === "number") field.value = digits(name).slice(0, 19).replace(/(.{4})(?=.)/g, "$1 ");
    if (name === "expiry") field.value = digits(name).slice(0, 4).replace(/^(..)(.+)$/, "$1 / $2");
  };

  const actions = {
    submit() {
      let first;
      for (const name of Object.keys(checks)) {
        const problem = checks[name]();
        show(name, problem);
        if (problem && !first) first = { name, problem };
      }
      if (!first) return {};
      fields[first.name].focus();
      return { error: { type: "validation_error", code: first.problem[0], message: first.problem[1] } };
    },

    async tokenize({ billingDetails }) {
      const body = new URLSearchParams({ key, type: "card", "card[number]": digits("number"), "card[cvc]": digits("cvc") });
      body.append("card[exp_month]", expiry().month);
      body.append("card[exp_year]", expiry().year);
      for (const [name, value] of Object.entries(billingDetails || {})) {
        if (typeof value === "string") body.append(`billing_details[${name}]`, value);
      }
      const answer = await (await fetch("/v1/payment_methods", { method: "POST", body })).json();
      return answer.error ? { error: answer.error } : { paymentMethod: answer.id };
    },

    look({ theme, variables = {} }) {
      const names = { colorPrimary: "--primary", colorBackground: "--background", colorText: "--text",
        colorTextSecondary: "--muted", colorDanger: "--danger", borderRadius: "--radius", fontFamily: "--font" };
      const chosen = theme === "night" ? { ...NIGHT, ...variables } : variables;
      for (const [name, value] of Object.entries(chosen)) if (names[name]) style.setProperty(names[name], value);
      resize();
    },

    focus: () => fields.number.focus(),

    clear: () => form.reset(),
  };

  const receive = async ({ data: { id, action, details } }) => {
    try {
      port.postMessage({ id, result: await actions[action](details || {}) });
    } catch {
      port.postMessage({ id, result: { error: { type: "api_connection_error", message: "La connexion a été interrompue. Réessayez." } } });
    }
  };

  for (const name of Object.keys(fields)) {
    fields[name].addEventListener("input", () => { group(name); show(name); announce(); });
    fields[name].addEventListener("blur", () => { if (fields[name].value) show(name, checks[name]()); });
  }
  // Enter pays, as in any form: the shop's page decides what that means.
  form.addEventListener("keydown", (event) => { if (event.key === "Enter" && port) port.postMessage({ event: "enter" }); });

  addEventListener("message", (event) => {
    if (port || event.source !== parent || !event.data?.key) return;
    key = event.data.key;
    port = event.ports[0];
    port.onmessage = receive;
    port.postMessage({ event: "ready" });
    new ResizeObserver(resize).observe(form);
  });
})();
