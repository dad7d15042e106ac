/** Milliseconds of processor time that this process has used: unlike the clock, other programs do not count. */
export function processorTime(): number {
  const {user, system} = process.cpuUsage();
  return (user + system) / 1000;
}
