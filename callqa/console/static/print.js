// A page that is made to be printed.
document.querySelector("#print")?.addEventListener("click", () => window.print());
