import { test } from 'uvu';
import { HAS_AMTOOL } from '../helpers/amtool.ts';
import { routeTests } from '../helpers/cases/routes.ts';

routeTests(HAS_AMTOOL ? test : test.skip);

test.run();
