/* The answer is there: presses the button that carries it to the login page. Without script the person presses it. */
const form = document.getElementById("hand-back");
if (form instanceof HTMLFormElement) form.requestSubmit();
