// The platform closes the window in which it was connected (Dynamic Registration 1.0, section 3.7).
document.querySelector("[data-close]").addEventListener("click", () => (window.opener || window.parent).postMessage({ subject: "org.imsglobal.lti.close" }, "*"));
