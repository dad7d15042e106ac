import {proposeMapping} from "../mapping";
import {encodings, type ImportPlan, type Mapping, type ParseOptions, type Sniff, type Source} from "../plan";
import {platforms} from "../columns/platform";
import {reopenSource} from "./open";
import {sniff} from "../sniff";

/** The plan for a file, with a stored mapping for its header where there is one. */
export async function planWithMapping(sniffed: Sniff, answer: Mapping | null): Promise<ImportPlan> {
  const reading = answer?.reading;
  if (!reading) return proposeMapping(sniffed, answer);
  return proposeMapping(sniff(await reopenInEncoding(sniffed.source, reading), platforms, reading), answer);
}

/**
 * A plan from the columns alone, ignoring the platform, with the text parsed as a person specified. Columns of the same
 * name keep their roles.
 */
export async function planWithOptions(plan: ImportPlan, reading: ParseOptions): Promise<ImportPlan> {
  const source = await reopenInEncoding(plan.source, reading);
  const sniffed = sniff(source, platforms, reading);
  const proposed = proposeMapping({...sniffed, platform: null});
  const mapping = isSameHeader(plan, proposed) && plan.mapping ? plan.mapping : proposed.mapping!;
  const insteadOf = plan.mapping?.insteadOf ?? sniffed.platform ?? undefined;
  const hasOptions = Object.values(reading).some((value) => value !== undefined);
  return {
    ...proposed,
    evidence: mapping === plan.mapping ? plan.evidence : proposed.evidence,
    mapping: {...mapping, ...(hasOptions && {reading}), ...(insteadOf !== undefined && {insteadOf})}
  };
}

function isSameHeader({header}: ImportPlan, other: ImportPlan): boolean {
  return header.length === other.header.length && header.every((name, index) => name === other.header[index]);
}

/** The source in the specified encoding, if that is known. */
async function reopenInEncoding(source: Source, {encoding}: ParseOptions): Promise<Source> {
  const isKnown = encoding !== undefined && encodings.includes(encoding);
  return isKnown && encoding !== source.encoding ? reopenSource(source, encoding) : source;
}
