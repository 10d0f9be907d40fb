/* A form opened before a sign-in in another window still counts: it is sent with the token of now. */
"use strict";
document.addEventListener("submit", (event) => {
  const field = event.target.querySelector("input[name=csrfmiddlewaretoken]");
  const cookie = document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=([^;]+)/);
  if (field && cookie) {
    field.value = cookie[1];
  }
});
