/* While the title of a promise is typed: which promises may be the same, below the title. */
"use strict";
(function ($) {
  const SETTLES = 400; // milliseconds without a key before the question is asked
  const SHORTEST = 10;

  function line(one, words) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = one.address;
    link.target = "_blank";
    link.rel = "noopener";
    link.textContent = one.title;
    const place = document.createElement("span");
    place.className = "visually-hidden";
    place.textContent = ` ${words.newTab}`;
    link.append(place);
    item.append(link, ` – ${one.facts}`);
    return item;
  }

  /* What is asked; empty while too little is typed. */
  function question(form, region) {
    const title = form.elements.title.value.trim().slice(0, 300);
    if (title.length < SHORTEST) {
      return "";
    }
    const asked = new URLSearchParams({title});
    const summit = form.elements.summit && form.elements.summit.value;
    if (summit) {
      asked.set("summit", summit);
    }
    form.querySelectorAll("select[name^=parts-][name$=-party]").forEach((party) => {
      const role = form.elements[party.name.replace(/party$/, "role")];
      if (party.value && role && role.value === "lead") {
        asked.append("party", party.value);
      }
    });
    if (region.dataset.but) {
      asked.set("but", region.dataset.but);
    }
    return asked.toString();
  }

  $(() => {
    const region = document.getElementById("alike");
    const form = document.getElementById("commitment_form");
    const row = document.querySelector(".form-row.field-title");
    if (!region || !form || !row || !form.elements.title) {
      return;
    }
    row.append(region);
    region.hidden = false;
    let timer = 0;
    let last = region.dataset.but ? question(form, region) : ""; // what is saved was told of then
    let asking = null;
    const show = (found) => {
      const list = document.createElement("ul");
      list.append(...found.map((one) => line(one, region.dataset)));
      const words = document.createElement("p");
      words.textContent = region.dataset.words;
      region.replaceChildren(...(found.length ? [words, list] : []));
    };
    const ask = async () => {
      const asked = question(form, region);
      if (asked === last) {
        return;
      }
      last = asked;
      if (asking) {
        asking.abort();
      }
      asking = new AbortController();
      try {
        const answer = asked && await fetch(`${region.dataset.address}?${asked}`, {signal: asking.signal, redirect: "error"});
        if (answer === "" || answer.ok) {
          show(answer ? (await answer.json()).found : []);
        }
      } catch {
        // no answer, or a newer question: the hint is left out, and given again after saving
      }
    };
    ask();
    $(form).on("input change", (event) => {
      if (/^(title|summit|parts-\d+-(party|role))$/.test(event.target.name || "")) {
        clearTimeout(timer);
        timer = setTimeout(ask, SETTLES);
      }
    });
  });
})(django.jQuery);
