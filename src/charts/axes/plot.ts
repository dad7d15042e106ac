// The marks of Observable Plot that the kinds use and no others, so that the bundle leaves out the rest. Kinds get this
// module as `context.plot` instead of importing it, since parsing a spec must not load a drawing library.
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
