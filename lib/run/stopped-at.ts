/** A failure together with the step that it stopped at, from which the run can go on. */
export class StoppedAt extends Error {
  readonly step: string;

  constructor(step: string, cause: unknown) {
    super('stopped', { cause });
    this.step = step;
  }
}
