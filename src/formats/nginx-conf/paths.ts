// Paths in a configuration, as text: one character per byte, with slashes.

/** The folder of a file, with its last slash; empty for a name without a folder. */
export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

/** The full name of a file: nginx puts the folder in front of a relative name and changes nothing else (`ngx_get_full_name`). */
export function fullName(name: string, folder: string): string {
  if (name.startsWith('/')) return name;
  return folder === '' || folder.endsWith('/') ? folder + name : `${folder}/${name}`;
}

/** A path without `//`, `/./` and `/x/../`. */
export function normalPath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (part !== '' && part !== '.' && !(part === '..' && path.startsWith('/'))) parts.push(part);
  }
  return (path.startsWith('/') ? '/' : '') + parts.join('/');
}
