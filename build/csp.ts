import type {Plugin} from "vite";

/**
 * The content security policy of the page: nothing but this origin, no inline script, no eval, no frame, no form.
 * `'unsafe-inline'` for styles is there because Plot writes a `<style>` element; every `url()` in CSS is still stopped
 * by `img-src` and `font-src`. The same text travels as a `<meta>` in the built page and as a header where hosts allow.
 */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self' blob:",
  "connect-src 'self' blob:",
  "img-src 'self' data: blob:",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "object-src 'none'",
  "frame-src 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types huitou huitou-offline svelte-trusted-html"
].join("; ");

/**
 * Headers for hosts and servers that can send them. They add what a page cannot say of itself: that no other page may
 * show it in a frame, where a click could be led onto a button that is not seen.
 */
export const securityHeaders = {
  "Content-Security-Policy": `${contentSecurityPolicy}; frame-ancestors 'none'`,
  "X-Frame-Options": "DENY",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
  "Permissions-Policy": "camera=(), microphone=(), geolocation=()"
};

/** Writes the policy into the built page, first of all in `<head>`, and `_headers` for the hosts that read it. */
export function csp(): Plugin {
  return {
    name: "huitou-csp",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler: () => [
        {
          tag: "meta",
          attrs: {"http-equiv": "Content-Security-Policy", content: contentSecurityPolicy},
          injectTo: "head-prepend"
        }
      ]
    },
    generateBundle() {
      const lines = Object.entries(securityHeaders).map(([name, value]) => `  ${name}: ${value}`);
      this.emitFile({type: "asset", fileName: "_headers", source: ["/*", ...lines, ""].join("\n")});
    }
  };
}
