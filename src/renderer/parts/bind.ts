type TextKey<Form> = { [Key in keyof Form]-?: Form[Key] extends string ? Key : never }[keyof Form];

/** Ties fields to the keys of a form: what is in it, what is typed, and what is wrong with that. */
export function bind<Form>(
  form: Form,
  onChange: (form: Form) => void,
  errorAt: (key: TextKey<Form> & string) => string | undefined = () => undefined,
) {
  return <Key extends TextKey<Form> & string>(key: Key) => ({
    value: form[key],
    onValue: (value: Form[Key]) => onChange({ ...form, [key]: value }),
    error: errorAt(key) || null,
  });
}
