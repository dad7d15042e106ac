// The marks of Observable Plot that the kinds draw with, and no others, so that the rest is left out of the bundle. Kinds
// are handed this module (`context.plot`) rather than importing it: reading a spec must not load a drawing library.
export {
  areaY,
  axisX,
  axisY,
  dot,
  gridX,
  gridY,
  line,
  plot,
  pointer,
  pointerX,
  pointerY,
  rect,
  ruleX,
  ruleY,
  text,
  tip
} from "@observablehq/plot";
