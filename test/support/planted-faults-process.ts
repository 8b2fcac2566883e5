import { hostOverIpc } from './hosted.ts';
import { plantedFaults } from './planted-faults.ts';

hostOverIpc(plantedFaults);
