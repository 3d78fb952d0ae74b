SwaggerUIBundle({
  dom_id: "#reference",
  urls: [{ name: "Library", url: "library.yaml" }, { name: "Control of the stub", url: "control.yaml" }],
  presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
  layout: "StandaloneLayout",
  deepLinking: true,
  tryItOutEnabled: true,
  validatorUrl: null, // it would send the document elsewhere
});
