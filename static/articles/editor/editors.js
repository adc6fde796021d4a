export function editorOf() { return null; }
