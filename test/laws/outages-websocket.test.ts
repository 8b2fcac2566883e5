import { OTHERS, TABLE } from '../support/outages/all.ts';
import { holdOutages } from '../support/outages/hold-outages.ts';

holdOutages('table', TABLE.websocket);
holdOutages('more', OTHERS.websocket);
