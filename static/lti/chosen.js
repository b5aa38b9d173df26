// What was chosen goes on by itself; without script there is a button.
document.querySelector("form[data-chosen]")?.submit();
