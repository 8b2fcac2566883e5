import { CSPProvider } from '@base-ui/react/csp-provider';
import { Tooltip } from '@base-ui/react/tooltip';
import { Route, Router, Switch, useLocation } from 'wouter';
import { useHashLocation } from 'wouter/use-hash-location';
import { useStore } from 'zustand';
import { BinScreen } from './screens/bin/BinScreen.tsx';
import { CapacityScreen } from './screens/capacity/CapacityScreen.tsx';
import { CompareScreen } from './screens/compare/CompareScreen.tsx';
import { ConsoleScreen } from './screens/console/ConsoleScreen.tsx';
import { HomeScreen } from './screens/home/HomeScreen.tsx';
import { LiveScreen } from './screens/live/LiveScreen.tsx';
import { EditorScreen } from './screens/plans/editor/EditorScreen.tsx';
import { PlansScreen } from './screens/plans/list/PlansScreen.tsx';
import { RunScreen } from './screens/run/RunScreen.tsx';
import { RunsScreen } from './screens/runs/RunsScreen.tsx';
import { SeriesScreen } from './screens/series/SeriesScreen.tsx';
import { ServicesScreen } from './screens/services/ServicesScreen.tsx';
import { SettingsScreen } from './screens/settings/SettingsScreen.tsx';
import { CommandPalette } from './shell/CommandPalette.tsx';
import { ErrorBoundary } from './shell/ErrorBoundary.tsx';
import { Frame } from './shell/Frame.tsx';
import { Refused } from './shell/Refused.tsx';
import { StartDialogProvider } from './shell/StartDialog.tsx';
import { UnknownScreen } from './shell/UnknownScreen.tsx';
import { type Workbench, WorkbenchProvider } from './stores/workbench.tsx';

/** The workbench, whole: stores around, rail beside, one screen inside. */
export function App({ workbench }: { workbench: Workbench }) {
  const refused = useStore(workbench.app, (state) => state.connection === 'refused');
  if (refused) return <Refused />;
  return (
    <CSPProvider disableStyleElements>
      <Tooltip.Provider delay={400}>
        <WorkbenchProvider workbench={workbench}>
          <Router hook={useHashLocation}>
            <StartDialogProvider>
              <Frame>
                <Screens />
              </Frame>
              <CommandPalette />
            </StartDialogProvider>
          </Router>
        </WorkbenchProvider>
      </Tooltip.Provider>
    </CSPProvider>
  );
}

/** A part of an address without a question behind it: only a view is asked something, and a link may have lost its view. */
const bare = (part: string) => part.split('?', 1)[0] ?? part;

/** What of an address another screen is shown for: the address of the Capacity screen changes while it is filled in. */
function screenOf(location: string): string {
  const parts = location.split('/');
  return parts.slice(0, parts[1] === 'capacity' ? 2 : 3).join('/');
}

function Screens() {
  const [location] = useLocation();
  return (
    <ErrorBoundary key={screenOf(location)}>
      <Switch>
        <Route path="/" component={HomeScreen} />
        <Route path="/plans" component={PlansScreen} />
        <Route path="/plans/:planId/:tab?">
          {({ planId, tab }) => <EditorScreen key={planId} source={{ kind: 'stored', planId }} tab={tab} />}
        </Route>
        <Route path="/presets/:name/:tab?">
          {({ name, tab }) => <EditorScreen key={name} source={{ kind: 'preset', name }} tab={tab} />}
        </Route>
        <Route path="/live/:runId">{({ runId }) => <LiveScreen key={runId} runId={runId} />}</Route>
        <Route path="/runs" component={RunsScreen} />
        <Route path="/runs/:runId/:tab?">
          {({ runId, tab }) => <RunScreen key={bare(runId)} runId={bare(runId)} tab={tab} />}
        </Route>
        <Route path="/series/:seriesId">
          {({ seriesId }) => <SeriesScreen key={bare(seriesId)} seriesId={bare(seriesId)} />}
        </Route>
        <Route path="/bin" component={BinScreen} />
        <Route path="/compare/:a?/:b?">{({ a, b }) => <CompareScreen a={a} b={b} />}</Route>
        <Route path="/capacity/:kind?/:name?">
          {({ kind, name }) => <CapacityScreen kind={kind} name={name} />}
        </Route>
        <Route path="/services" component={ServicesScreen} />
        <Route path="/console/:url?">{({ url }) => <ConsoleScreen key={url ?? ''} url={url} />}</Route>
        <Route path="/settings" component={SettingsScreen} />
        <Route>{() => <UnknownScreen address={location} />}</Route>
      </Switch>
    </ErrorBoundary>
  );
}
