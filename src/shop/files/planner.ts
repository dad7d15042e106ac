import {headerSignature} from "../../ingest/header";
import type {Evidence, ImportPlan, Mapping} from "../../ingest/plan";
import {isSameContent} from "../../ingest/same";
import {LayoutMemory} from "../../ingest/sniff";
import type {Files} from "../imports";
import {planFile} from "../pipeline";

/** Storage of mappings by header signature. */
export interface MappingMemory {
  /** the mapping for a header; null when there is none */
  recall(signature: string): Mapping | null;
  remember(signature: string, mapping: Mapping): void;
  forget(signature: string): void;
}

/** A text as it was unpacked. */
type Text = Parameters<typeof planFile>[0];

/** Plans files, using stored mappings. */
export class Planner {
  readonly #memory: MappingMemory;
  /** signature of the automatically detected header, by file; the key of stored mappings */
  readonly #signatures = new WeakMap<Blob, string>();
  readonly #layouts = new LayoutMemory();

  constructor(memory: MappingMemory) {
    this.#memory = memory;
  }

  /** How a text would be read; `answerTo` gives the mapping for a header, before what was remembered. Rejects as `planFile` does. */
  async plan(
    text: Text,
    signal: AbortSignal,
    answerTo: (signature: string) => Mapping | null = () => null
  ): Promise<ImportPlan> {
    let found = "";
    const answer = (signature: string) => {
      found = signature;
      return answerTo(signature) ?? this.#memory.recall(signature);
    };
    const plan = await planFile(text, answer, this.#layouts, signal);
    this.#signatures.set(plan.source.file, found);
    return plan;
  }

  /** The plan of a text; where a file with the same header waits for an answer already, it waits for the same one. */
  async planLike(plans: readonly ImportPlan[], text: Text, signal: AbortSignal): Promise<ImportPlan> {
    let like: ImportPlan | undefined;
    const plan = await this.plan(text, signal, (signature) => {
      like = plans.find((other) => !other.isConfirmed && !other.doubt && this.#signatureOf(other) === signature);
      return like?.mapping ?? null;
    });
    // not confirmed by the answer's own header: a column is missing
    if (!like || plan.mapping === null || !plan.isConfirmed) return plan;
    return {...plan, evidence: evidenceFor(like, plan.mapping), isConfirmed: false, doubt: null};
  }

  /** Whether a file that waits has the header of one that was just answered for. */
  isAnsweredBy(plan: ImportPlan, other: ImportPlan): boolean {
    return plan.mapping !== null && this.#signatureOf(other) === this.#signatureOf(plan);
  }

  /** Whether a mapping is stored for files like this one. */
  isRemembered(plan: ImportPlan): boolean {
    return this.#memory.recall(this.#signatureOf(plan)) !== null;
  }

  /** Stores the plan's mapping, if it has one. */
  remember(plan: ImportPlan): void {
    if (plan.mapping) this.#memory.remember(this.#signatureOf(plan), plan.mapping);
  }

  /** Deletes the stored mapping for files like this one, and plans it without. */
  forget(plan: ImportPlan): Promise<ImportPlan> {
    this.#memory.forget(this.#signatureOf(plan));
    return planFile(plan.source);
  }

  #signatureOf({source, header}: ImportPlan): string {
    return this.#signatures.get(source.file) ?? headerSignature(header);
  }
}

/** A plan's reasons for a mapping that names the same columns as another header writes them. */
function evidenceFor({evidence}: ImportPlan, {columns}: Mapping): Evidence[] {
  return evidence.map((each) => ({...each, column: columns[each.role]}));
}

/**
 * The plan, or null when the same file is already loaded with the same plan. Another file with the same name, size and
 * samples gets a new id.
 */
export async function unlessLoaded(plan: ImportPlan, files: Files): Promise<ImportPlan | null> {
  const {source} = plan;
  const here = files.find((file) => !file.isSample && file.plan.source.id === source.id);
  if (!here) return plan;
  if (!(await isSameContent(here.plan.source.file, source.file)))
    return unlessLoaded({...plan, source: {...source, id: `${source.id}_`}}, files);
  return JSON.stringify(here.plan.mapping) === JSON.stringify(plan.mapping) ? null : plan;
}
