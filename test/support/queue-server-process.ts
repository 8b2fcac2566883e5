import { hostOverIpc } from './hosted.ts';
import { listenQueue, type QueueServerOptions } from './queue-server.ts';

hostOverIpc((options: QueueServerOptions) => listenQueue(options));
