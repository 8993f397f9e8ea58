/**
 * The server of the testing kit checks requests with zod, which tries to make code of a string, and the policy of the
 * page forbids that. Has to be the first import: the schemas ask when they are made.
 */
import { config } from 'zod';

config({ jitless: true });
