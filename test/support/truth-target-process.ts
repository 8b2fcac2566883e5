/** The process of `startTruthTargets`. */
import { hostOverIpc } from './hosted.ts';
import { hostTruthTargets } from './truth-target.ts';

hostOverIpc(hostTruthTargets);
