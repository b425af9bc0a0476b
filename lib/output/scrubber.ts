/** Knows what must not be shown, and takes it out of words. Lives as long as one run. */
export interface Scrubber {
  /** From now on neither this value nor a longer line of it is shown, plain, in base64 or as JSON has it. */
  hide(value: string): void;
  /** The words, with a mask in place of every hidden value. */
  scrub(words: string): string;
}

const MASK = '«secret»';
/** Values that are shorter stay: they may be a part of any word, and every such word would be torn. */
const SHORTEST = 8;
/** A line of a longer value says nothing when it is shorter; so does the beginning of one that was cut off. */
const SHORTEST_PART = 16;

interface Needle {
  form: string;
  /** From so many characters on its beginning is hidden too. */
  least: number;
}

/** Knows nothing yet. One pass over the words, however much is hidden. */
export function createScrubber(): Scrubber {
  const needles = new Map<string, Map<string, Needle>>();
  const hiddenAt = (words: string, at: number): number => {
    let longest = 0;
    for (const { form, least } of needles.get(words.slice(at, at + SHORTEST))?.values() ?? []) {
      const common = commonLength(words, at, form);
      if (common >= least) longest = Math.max(longest, common);
    }
    return longest;
  };
  return {
    hide: (value) => {
      for (const form of formsOf(value)) {
        const alike = needles.get(form.slice(0, SHORTEST)) ?? new Map<string, Needle>();
        needles.set(form.slice(0, SHORTEST), alike.set(form, { form, least: leastOf(form) }));
      }
    },
    scrub: (words) => {
      if (needles.size === 0) return words;
      let shown = '';
      let from = 0;
      for (let at = 0; at + SHORTEST <= words.length; ) {
        const length = hiddenAt(words, at);
        if (length > 0) {
          shown += words.slice(from, at) + MASK;
          from = at + length;
        }
        at += length || 1;
      }
      return shown + words.slice(from);
    },
  };
}

function commonLength(words: string, at: number, form: string): number {
  let length = SHORTEST;
  while (length < form.length && words[at + length] === form[length]) length++;
  return length;
}

/** The scheme and host of a URL, and the frame of a key, are no secret: they may stand alone. */
function leastOf(form: string): number {
  const open = /^(?:[a-z][a-z0-9+.-]*:\/\/[^/]*|-----[^-]*-----)/.exec(form)?.[0].length ?? 0;
  return Math.min(form.length, open + SHORTEST_PART);
}

/** A certificate is no secret, though it may stand beside one or in an answer's file. */
const CERTIFICATE = /-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----/gs;
const ARMOUR = /^-----.*-----$/;

function formsOf(value: string): Set<string> {
  const whole = value.replace(CERTIFICATE, '').trim();
  const lines = whole.split(/[\r\n]+/).map((line) => line.trim());
  const parts = lines.length > 1 ? lines.filter((line) => line.length >= SHORTEST_PART && !ARMOUR.test(line)) : [];
  const plain = [whole, ...parts].filter((each) => each.length >= SHORTEST);
  return new Set(plain.flatMap((each) => [each, JSON.stringify(each).slice(1, -1), ...base64Forms(each)]));
}

/** What base64 makes of it wherever it stands in a text, as in a Secret's data: without the ends that neighbours share. */
function base64Forms(value: string): string[] {
  const bytes = Buffer.from(value);
  return [0, 1, 2].map((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
    return encoded.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
  });
}
