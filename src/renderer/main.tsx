import './theme.css';

import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App.tsx';
import { chooseHost } from './host/choose-host.ts';
import { createWorkbench } from './stores/workbench.tsx';
import { applyTheme, rememberedTheme } from './words/theme.ts';

applyTheme(rememberedTheme());
const workbench = createWorkbench(chooseHost());
void workbench.load();
const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <App workbench={workbench} />
  </StrictMode>,
);
