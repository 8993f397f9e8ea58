/** What stands in a field of a form, without the space around it; empty when there is no such field. */
export function formValue(form: HTMLFormElement, name: string): string {
  const entry = new FormData(form).get(name);
  return typeof entry === 'string' ? entry.trim() : '';
}
