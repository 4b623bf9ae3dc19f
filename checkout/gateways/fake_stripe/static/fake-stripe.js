/* The part of Stripe.js that a shop uses with the Payment Element, against the fake's API.
   The card fields live in a frame (element.js); this script only ever sees a payment method's id. */
(() => {
  const ORIGIN = new URL(document.currentScript.src).origin;
  const READY_WITHIN = 10_000; // milliseconds

  class IntegrationError extends Error {
    name = "IntegrationError";
  }

  const flat = (value, name = "", into = new URLSearchParams()) => {
    for (const [key, item] of Object.entries(value)) {
      const path = name ? `${name}[${key}]` : key;
      if (item && typeof item === "object") flat(item, path, into);
      else if (item !== undefined && item !== null) into.append(path, item);
    }
    return into;
  };

  const call = async (method, path, params) => {
    const query = flat(params);
    try {
      const answer = method === "GET"
        ? await fetch(`${ORIGIN}${path}?${query}`)
        : await fetch(ORIGIN + path, { method, body: query });
      return await answer.json();
    } catch {
      return { error: { type: "api_connection_error", message: "La connexion au service de paiement a été interrompue. Réessayez." } };
    }
  };

  const idOf = (clientSecret) => String(clientSecret).split("_secret_")[0];

  class Element {
    #listeners = {};
    #answers = new Map();
    #calls = 0;
    #key;
    #appearance;
    #frame;
    #port;

    constructor(key, appearance) {
      this.#key = key;
      this.#appearance = appearance;
    }

    mount(place) {
      const parent = typeof place === "string" ? document.querySelector(place) : place;
      if (!parent) throw new IntegrationError(`The selector you specified (${place}) applies to no DOM elements.`);
      this.#frame = document.createElement("iframe");
      this.#frame.title = "Cadre de saisie sécurisé pour le paiement";
      this.#frame.allow = "payment *";
      Object.assign(this.#frame.style, { border: "0", width: "calc(100% + 8px)", margin: "-4px", height: "11rem", display: "block", colorScheme: "light" });
      this.#frame.addEventListener("load", () => this.#connect());
      this.#frame.src = `${ORIGIN}/v3/element`;
      parent.replaceChildren(this.#frame);
      this.late = setTimeout(() => this.#emit("loaderror", { elementType: "payment", error: { type: "api_connection_error", message: "Le formulaire de paiement n’a pas pu être chargé." } }), READY_WITHIN);
    }

    on(name, listener) {
      (this.#listeners[name] ||= new Set()).add(listener);
      return this;
    }

    once(name, listener) {
      const first = (event) => { this.off(name, first); listener(event); };
      return this.on(name, first);
    }

    off(name, listener) {
      this.#listeners[name]?.delete(listener);
      return this;
    }

    update() {}

    collapse() {}

    unmount() {
      clearTimeout(this.late);
      this.#port?.close();
      this.#port = undefined;
      this.#frame?.remove();
    }

    destroy() {
      this.unmount();
      this.#listeners = {};
    }

    focus() { this.ask("focus"); }

    clear() { this.ask("clear"); }

    look(appearance) {
      this.#appearance = appearance;
      if (this.#port) this.ask("look", appearance);
    }

    /* Ask the frame to do something, and promise its answer. */
    ask(action, details) {
      if (!this.#port) throw new IntegrationError("The Payment Element is not mounted or not ready.");
      const id = ++this.#calls;
      this.#port.postMessage({ id, action, details });
      return new Promise((resolve) => this.#answers.set(id, resolve));
    }

    #connect() {
      const channel = new MessageChannel();
      this.#port = channel.port1;
      this.#port.onmessage = ({ data }) => (data.event ? this.#hear(data) : this.#answer(data));
      this.#frame.contentWindow.postMessage({ key: this.#key }, ORIGIN, [channel.port2]);
    }

    #hear({ event, value, height }) {
      if (event === "resize") this.#frame.style.height = `${height}px`;
      if (event === "change") this.#emit("change", value);
      if (event === "enter") this.#frame.closest("form")?.requestSubmit();
      if (event === "ready") {
        clearTimeout(this.late);
        this.look(this.#appearance || {});
        this.#emit("ready", { elementType: "payment" });
      }
    }

    #answer({ id, result }) {
      this.#answers.get(id)?.(result);
      this.#answers.delete(id);
    }

    #emit(name, event) {
      this.#listeners[name]?.forEach((listener) => listener(event));
    }
  }

  class Elements {
    #key;
    #element = null;

    constructor(key, options = {}) {
      if (!options.clientSecret && !(options.mode && options.currency && options.amount > 0)) {
        throw new IntegrationError("elements() needs a clientSecret, or a mode, an amount and a currency.");
      }
      this.#key = key;
      this.options = { ...options };
      this.submitted = false;
    }

    create(type) {
      if (type !== "payment") throw new IntegrationError(`This fake has the Payment Element only, not ${type}.`);
      if (this.#element) throw new IntegrationError("Can only create one Element of type payment.");
      this.#element = new Element(this.#key, this.options.appearance);
      this.#element.on("change", () => { this.submitted = false; });
      return this.#element;
    }

    getElement(type) { return type === "payment" ? this.#element : null; }

    update(options) {
      Object.assign(this.options, options);
      if (options.appearance) this.#element?.look(options.appearance);
    }

    async submit() {
      const result = await this.#element.ask("submit");
      this.submitted = !result.error;
      return result.error ? result : { selectedPaymentMethod: "card" };
    }

    async fetchUpdates() { return {}; }
  }

  const follow = (url) => {
    location.assign(url);
    return new Promise(() => {}); // the page is leaving
  };

  const finish = (intent, returnUrl) => {
    const url = new URL(returnUrl, location.href);
    url.searchParams.set("payment_intent", intent.id);
    url.searchParams.set("payment_intent_client_secret", intent.client_secret);
    url.searchParams.set("redirect_status", intent.status);
    return follow(url.href);
  };

  class StripeJs {
    #key;

    constructor(key) { this.#key = key; }

    elements(options) { return new Elements(this.#key, options); }

    async retrievePaymentIntent(clientSecret) {
      const intent = await call("GET", `/v1/payment_intents/${idOf(clientSecret)}`, { key: this.#key, client_secret: clientSecret });
      return intent.error ? { error: intent.error } : { paymentIntent: intent };
    }

    async handleNextAction({ clientSecret }) {
      const { error, paymentIntent } = await this.retrievePaymentIntent(clientSecret);
      if (error) return { error };
      const next = paymentIntent.next_action?.redirect_to_url;
      return next ? follow(next.url) : { paymentIntent };
    }

    async confirmPayment({ elements, clientSecret, confirmParams = {}, redirect = "always" }) {
      const deferred = !elements.options.clientSecret;
      const secret = clientSecret || elements.options.clientSecret;
      if (!secret) throw new IntegrationError("confirmPayment needs a clientSecret.");
      if (!confirmParams.return_url && redirect === "always") throw new IntegrationError("confirmPayment needs confirmParams.return_url.");
      if (deferred && !elements.submitted) throw new IntegrationError("elements.submit() must be called before stripe.confirmPayment().");
      const checked = deferred ? await this.#sameAmount(elements, secret) : await elements.submit();
      if (checked.error) return { error: checked.error };
      const billingDetails = confirmParams.payment_method_data?.billing_details;
      const card = await elements.getElement("payment").ask("tokenize", { billingDetails });
      if (card.error) return { error: card.error };
      const intent = await call("POST", `/v1/payment_intents/${idOf(secret)}/confirm`, {
        key: this.#key, client_secret: secret, payment_method: card.paymentMethod, return_url: confirmParams.return_url,
      });
      if (intent.error) return { error: intent.error };
      if (intent.next_action?.redirect_to_url) return follow(intent.next_action.redirect_to_url.url);
      return redirect === "always" ? finish(intent, confirmParams.return_url) : { paymentIntent: intent };
    }

    /* In deferred mode the amount that was shown must be the intent's. */
    async #sameAmount(elements, secret) {
      const { error, paymentIntent } = await this.retrievePaymentIntent(secret);
      if (error) return { error };
      const { amount, currency } = elements.options;
      if (paymentIntent.amount === amount && paymentIntent.currency === currency.toLowerCase()) return {};
      return { error: { type: "invalid_request_error", code: "payment_intent_invalid_parameter",
        message: `The PaymentIntent (${paymentIntent.amount} ${paymentIntent.currency}) does not match the Elements (${amount} ${currency}).` } };
    }
  }

  window.Stripe = (key) => {
    if (!String(key).startsWith("pk_test_")) throw new IntegrationError("Invalid API Key: a test publishable key begins with pk_test_.");
    return new StripeJs(key);
  };
  window.Stripe.version = "fake";
})();
