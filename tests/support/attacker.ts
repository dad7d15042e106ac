import {afterAll} from "vitest";
import {startAttacker} from "./servers";

// one for each test file: files run beside each other, and each looks into its own log
const attacker = await startAttacker();
afterAll(() => attacker.close());

/** The address of the logging server of another origin, without a slash at its end. */
export const attackerUrl = attacker.url.replace(/\/$/, "");

/** What has reached the attacker since the log was last cleared. */
export async function attackerLog(): Promise<string[]> {
  // what lies in its sockets is taken in first
  for (let turn = 0; turn < 3; turn += 1) await new Promise(setImmediate);
  return [...attacker.log];
}

/** Forgets what has reached the attacker. */
export function clearAttackerLog(): void {
  attacker.log.length = 0;
}
