/* Keeps what is typed into a record's form in this browser until it is saved, and offers it after a mishap.
   One entry for each form and editor; it goes when the form is saved, thrown away, or after two weeks. */
"use strict";
(function ($) {
  const SETTLES = 800; // milliseconds without a key before typed text is written down
  const OLDEST = 14 * 24 * 3600 * 1000;
  const PREFIX = "nss-text:";
  const OURS = new Set(["csrfmiddlewaretoken", "compared", "confirmed"]);

  const read = (key) => {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch {
      return null;
    }
  };
  const write = (key, entry) => {
    try {
      localStorage.setItem(key, JSON.stringify(entry));
    } catch {
      // a full or closed store keeps nothing; the form itself is not affected
    }
  };

  /* Every field of the form as [name, value, words of a chosen option]. */
  function fieldsOf(form) {
    const found = [];
    for (const field of form.elements) {
      if (!field.name || OURS.has(field.name) || ["submit", "file", "button"].includes(field.type)) {
        continue;
      }
      if (field.options) {
        [...field.selectedOptions].forEach((one) => found.push([field.name, one.value, one.text]));
      } else if (!["checkbox", "radio"].includes(field.type) || field.checked) {
        found.push([field.name, field.value, ""]);
      }
    }
    return found;
  }

  function addRows(fields) {
    for (const [name, value] of fields) {
      const prefix = name.endsWith("-TOTAL_FORMS") && name.slice(0, -"-TOTAL_FORMS".length);
      const total = prefix && document.getElementById(`id_${name}`);
      const more = prefix && document.querySelector(`#${prefix}-group .add-row a`);
      for (let n = total ? Number(total.value) : Infinity; more && n < Number(value); n += 1) {
        more.click();
      }
    }
  }

  function fill(field, entries) {
    const values = entries.map(([, value]) => value);
    if (field.options) {
      for (const [, value, words] of entries) {
        if (![...field.options].some((one) => one.value === value)) {
          field.add(new Option(words, value));
        }
      }
      [...field.options].forEach((one) => { one.selected = values.includes(one.value); });
    } else if (["checkbox", "radio"].includes(field.type)) {
      field.checked = values.includes(field.value);
    } else if (values.length) {
      [field.value] = values;
    }
    $(field).trigger("change");
  }

  function bringBack(form, fields) {
    addRows(fields);
    const named = grouped(fields);
    for (const field of [...form.elements]) {
      const keeps = field.name && !OURS.has(field.name) && !field.name.endsWith("_FORMS");
      if (keeps && !["submit", "file", "button"].includes(field.type)) {
        fill(field, named.get(field.name) || []);
      }
    }
  }

  function grouped(fields) {
    const found = new Map();
    fields.forEach((one) => found.set(one[0], [...(found.get(one[0]) || []), one]));
    return found;
  }

  /* What was sent and answered with a success is saved; what is older than two weeks is nobody's. */
  function tidy() {
    const saved = document.querySelector(".messagelist .success") !== null;
    for (const key of Object.keys(localStorage).filter((one) => one.startsWith(PREFIX))) {
      const entry = read(key);
      if (!entry || (saved && entry.sent) || Date.now() - entry.at > OLDEST) {
        localStorage.removeItem(key);
      }
    }
  }

  $(() => {
    const offer = document.getElementById("kept-text");
    const form = document.querySelector("#content-main > form[id$='_form']");
    tidy();
    if (!offer || !form) {
      return;
    }
    const key = `${PREFIX}${offer.dataset.editor}:${location.pathname}`;
    let timer = 0;
    let typed = false;
    const keep = (sent) => {
      clearTimeout(timer);
      if (typed) {
        write(key, {at: Date.now(), sent, fields: fieldsOf(form)});
      }
    };
    const entry = read(key);
    if (entry && form.querySelector(".errornote")) {
      write(key, {...entry, sent: false}); // it came back unsaved
    }
    const same = entry && JSON.stringify(entry.fields) === JSON.stringify(fieldsOf(form));
    if (entry && !same && !form.querySelector(".errornote")) {
      offer.querySelector("time").textContent = new Date(entry.at).toLocaleString();
      offer.hidden = false;
      offer.querySelector("[data-bring]").addEventListener("click", () => {
        bringBack(form, entry.fields);
        offer.hidden = true;
      });
      offer.querySelector("[data-drop]").addEventListener("click", () => {
        localStorage.removeItem(key);
        offer.hidden = true;
      });
    }
    $(form).on("input change", () => {
      typed = true;
      clearTimeout(timer);
      timer = setTimeout(keep, SETTLES, false);
    });
    $(form).on("submit", () => { typed = true; keep(true); });
    window.addEventListener("pagehide", () => { if (timer) { keep(read(key)?.sent ?? false); } });
  });
})(django.jQuery);
