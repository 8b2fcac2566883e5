import { type CalibratedServerOptions, listenCalibrated } from './calibrated-http.ts';
import { hostOverIpc, notify } from './hosted.ts';

hostOverIpc((options: CalibratedServerOptions) =>
  listenCalibrated(options, (anchorUs) => notify('anchor', anchorUs)),
);
