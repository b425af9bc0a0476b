import type { Finding } from '../ports.ts';
import { text } from '../text.ts';
import type { Output } from './output.ts';

/** Tells what a step found: lines to a person, an event and a part of the document to a program. */
export function teller(output: Output): (finding: Finding) => void {
  return ({ name, lines, warnings, data }) => {
    output.print(...lines);
    for (const { en, ko } of warnings) {
      output.note(text(`! ${en}`, `! ${ko}`));
      output.event('warning', { message: output.lang === 'ko' ? ko : en });
    }
    output.event(name, { [name]: data });
    output.include({ [name]: data });
  };
}
