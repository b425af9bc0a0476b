import { ListrLogger, ProcessOutput } from 'listr2';

const SHOW_CURSOR = '\u001b[?25h';

/** Keeps back what is written while a list lives, and gives it out as it was: listr2's own trims every piece. */
class HeldBack extends ProcessOutput {
  override release(): void {
    const held = Object.values(this.stream)
      .flatMap((stream) => stream.release())
      .sort((a, b) => a.time - b.time);
    if (held.length > 0) this.stdout.write('\n');
    for (const { stream = this.stdout, entry } of held) stream.write(entry);
    this.stdout.write(SHOW_CURSOR);
    this.active = false;
  }
}

/** For listr2's `logger`: what a live list and the lines written meanwhile go through. A list needs one of its own. */
export function liveLogger(stdout: NodeJS.WriteStream, stderr: NodeJS.WriteStream): ListrLogger {
  return new ListrLogger({ useIcons: true, toStderr: [], processOutput: new HeldBack(stdout, stderr) });
}
