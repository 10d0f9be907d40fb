/* What this window has sent, and the answer calls saved, need not be kept any longer; nor what is old. */
"use strict";
(() => {
  const PREFIX = "nss-text:";
  const OLDEST = 14 * 24 * 3600 * 1000;
  const editor = document.querySelector("meta[name=nss-editor]").content;
  const sent = sessionStorage.getItem("nss-sent") || "";
  const writtenAt = (key) => {
    try {
      return JSON.parse(localStorage.getItem(key)).at;
    } catch {
      return 0;
    }
  };
  if (document.querySelector(".messagelist .success") && sent.startsWith(`${PREFIX}${editor}:`)) {
    localStorage.removeItem(sent);
    sessionStorage.removeItem("nss-sent");
  }
  Object.keys(localStorage)
    .filter((key) => key.startsWith(PREFIX) && Date.now() - writtenAt(key) > OLDEST)
    .forEach((key) => localStorage.removeItem(key));
})();
