import { test } from 'uvu';
import { homeOf } from '../../lib/practice/home.ts';
import { readPlane } from '../../lib/practice/plane.ts';

/**
 * A test on a plane whose masters are machines of their own. It is skipped on one that was made without root alone:
 * whatever else is missing has to fail.
 */
export const onMachines: typeof test | typeof test.skip = readPlane(homeOf())?.mode === 'loopback' ? test.skip : test;
