/** The last lines of what a program that failed wrote, or what kept it from running. */
export function lastLines(error: unknown): string[] {
  const stderr = error instanceof Error && 'stderr' in error ? String(error.stderr) : '';
  return (stderr.trim() || (error instanceof Error ? error.message : String(error))).split('\n').slice(-4);
}
