/** Adds a test: uvu's `test`, or its `test.skip` where the tool that it needs isn't there. */
export type When = (name: string, run: () => Promise<void> | void) => void;
