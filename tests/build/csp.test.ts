import {expect, test} from "vitest";
import {contentSecurityPolicy, securityHeaders} from "../../build/csp";

test("the headers keep the page out of frames, which its own policy cannot say", () => {
  expect(securityHeaders["Content-Security-Policy"]).toBe(`${contentSecurityPolicy}; frame-ancestors 'none'`);
  expect(securityHeaders["X-Frame-Options"]).toBe("DENY");
  // in a meta element a browser ignores it, and says so on the console
  expect(contentSecurityPolicy).not.toContain("frame-ancestors");
});
