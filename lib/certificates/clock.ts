/** A time limit that stands still while something is held. */
export interface Clock {
  /** Does work whose time isn't counted, such as a question to a person. */
  hold<T>(work: () => Promise<T>): Promise<T>;
  stop(): void;
}

/** Starts one of so many milliseconds. */
export function startClock(ms: number, ring: () => void): Clock {
  let left = ms;
  let held = 0;
  let stopped = false;
  let since = 0;
  let timer: NodeJS.Timeout | undefined;
  const go = () => {
    if (stopped) return;
    since = performance.now();
    timer = setTimeout(ring, left);
  };
  const pause = () => {
    clearTimeout(timer);
    left = Math.max(0, left - (performance.now() - since));
  };
  go();
  return {
    hold: async (work) => {
      if (held++ === 0) pause();
      try {
        return await work();
      } finally {
        if (--held === 0) go();
      }
    },
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
