"use strict";
window.addEventListener("load", function () {
  window.SwaggerUIBundle({
    url: "/openapi.json",
    dom_id: "#swagger-ui",
    deepLinking: true,
    // Closed at first: with 150 rows or more open, swagger-ui keeps only those near the screen in the page.
    docExpansion: "none",
    defaultModelsExpandDepth: 0,
    validatorUrl: null,
    withCredentials: true,
  });
});
