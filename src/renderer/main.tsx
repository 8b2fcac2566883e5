import './theme.css';

import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App.tsx';
import { electronHost } from './host/electron-host.ts';
import { webHost } from './host/web-host.ts';
import { watchHealth } from './stores/health-watch.ts';
import { watchAlerts } from './stores/watch-alerts.ts';
import { createWorkbench } from './stores/workbench.tsx';
import { applyTheme, rememberedTheme } from './words/theme.ts';

applyTheme(rememberedTheme());
const workbench = createWorkbench(window.plimsoll === undefined ? webHost() : electronHost(window.plimsoll));
workbench.settings.subscribe(({ settings }) => {
  if (settings.state === 'ready') applyTheme(settings.value.theme);
});
watchHealth(workbench);
watchAlerts(workbench);
void workbench.load();
const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <App workbench={workbench} />
  </StrictMode>,
);
