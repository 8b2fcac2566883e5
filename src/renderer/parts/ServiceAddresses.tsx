import { useOwnServices } from '../stores/workbench.tsx';

/** What a field for an address offers while it is typed in: the addresses set up under Services. `id` is the field's `list`. */
export function ServiceAddresses({ id }: { id: string }) {
  const own = useOwnServices();
  return (
    <datalist id={id}>
      {own.flatMap(({ id: service, service: name, addresses }) =>
        addresses.map(({ label, url }) => (
          <option key={`${service} ${url}`} value={`${url}/`} label={`${name} · ${label}`} />
        )),
      )}
    </datalist>
  );
}
