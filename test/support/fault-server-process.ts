import { faultById, type HostedFaultObject } from './fault-server.ts';
import { hostOverIpc } from './hosted.ts';

hostOverIpc(async ({ id }: { id: string }): Promise<HostedFaultObject> => {
  const target = await faultById(id).start();
  return {
    url: target.url,
    ca: target.ca,
    counts: () => target.counts(),
    act: async () => target.act?.(),
    close: () => target.close(),
  };
});
