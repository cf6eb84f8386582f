// Writes byte programs (formats/log-format/byte-program.ts) into the first page of a memory, where the kernel takes their steps.
import { type ByteForm, HOST_BYTES, VISIBLE_BYTES } from '../../formats/log-format/byte-forms.ts';
import type { ByteProgram, ByteStep } from '../../formats/log-format/byte-program.ts';
import { TIME } from './columns.ts';
import { FIRST_PAGE, PAGE_BYTES } from './memory-layout.ts';
import { FIRST_PROGRAM, FORM, PROGRAM, SLOT, STEP, WAY } from './program-layout.ts';

/** Programs end here at the latest. */
const END = PAGE_BYTES - 64;
const TIMES: Readonly<Record<ByteProgram['time'], number>> = {
  time_local: TIME.local,
  time_iso8601: TIME.iso,
  msec: TIME.msec,
  none: TIME.none,
};

/**
 * Writes programs from {@link FIRST_PROGRAM} on.
 * @returns how many were written; the last of them has no steps if there is no room for it and those after it
 */
export function writePrograms(memory: Uint8Array, programs: readonly ByteProgram[]): number {
  memory[FIRST_PAGE.programs] = DASH;
  let at = FIRST_PROGRAM;
  let written = 0;
  for (const program of programs) {
    const isRoom = at + roomFor(program) <= END;
    const last = isRoom ? program : { ...program, first: '', steps: undefined };
    const writer = new ProgramWriter(memory, at);
    at = writer.write(last);
    written++;
    if (!isRoom) break;
  }
  return written;
}

const DASH = 45;

// At most the bytes that a program takes, and room for one more without steps.
function roomFor({ first, steps = [] }: ByteProgram): number {
  const literals = steps.reduce(
    (sum, { next, form }) => sum + next.length + 8 + wordsOf(form).join('--').length + 8,
    0,
  );
  return 2 * PROGRAM.size + first.length + 16 + steps.length * STEP.size + literals;
}

function wordsOf(form: ByteForm): readonly string[] {
  return form.kind === 'words' ? form.words : [];
}

/** Writes one program. */
class ProgramWriter {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #at: number;
  // Where the next text is written.
  #end = 0;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset);
    this.#at = at;
  }

  /** Returns the address after the program. */
  write({ first, steps = [], time, escape, hasExtra }: ByteProgram): number {
    const at = this.#at;
    this.#end = at + PROGRAM.size + steps.length * STEP.size;
    let slots = 0;
    for (const { field } of steps) if (field !== undefined) slots |= 1 << SLOT[field];
    this.#put(at + PROGRAM.steps, steps.length);
    this.#put(at + PROGRAM.time, TIMES[time]);
    this.#put(at + PROGRAM.slots, slots);
    this.#put(at + PROGRAM.isDefaultEscape, escape === 'default' ? 1 : 0);
    this.#put(at + PROGRAM.hasExtra, hasExtra ? 1 : 0);
    this.#put(at + PROGRAM.firstBytes, first.length);
    this.#put(at + PROGRAM.first, this.#text(first));
    for (const [i, step] of steps.entries()) this.#step(at + PROGRAM.size + i * STEP.size, step);
    this.#end = 8 * Math.ceil(this.#end / 8);
    this.#put(at + PROGRAM.next, this.#end);
    return this.#end;
  }

  #step(at: number, { way, form, span, next, field, mark, marks, mostNext, isExact }: ByteStep): void {
    this.#put(at + STEP.way, WAY[way]);
    this.#put(at + STEP.slot, field === undefined ? 0 : SLOT[field]);
    this.#put(at + STEP.isExact, isExact ? 1 : 0);
    this.#put(at + STEP.mark, mark === '' ? 0 : mark.charCodeAt(0));
    this.#put(at + STEP.marks, marks);
    this.#put(at + STEP.mostNext, mostNext);
    this.#put(at + STEP.nextBytes, next.length);
    this.#put(at + STEP.next, this.#text(next));
    for (let i = 0; i < 8; i++) {
      this.#bytes[at + STEP.head + i] = next.charCodeAt(i) || 0;
      this.#bytes[at + STEP.headMask + i] = i < next.length ? 0xff : 0;
    }
    this.#bytes.set(setTable(span), at + STEP.span);
    this.#put(at + STEP.form, codeOf(form));
    this.#form(at, form.kind === 'list' ? form.of : form);
    this.#put(at + STEP.element, form.kind === 'list' ? codeOf(form.of) : 0);
  }

  // The bounds and the set of a form, or of the elements of a list.
  #form(at: number, form: ByteForm): void {
    if (form.kind === 'bytes') {
      this.#put(at + STEP.least, form.least);
      this.#put(at + STEP.most, form.most);
      this.#put(at + STEP.lowest, form.lowest.charCodeAt(0));
      this.#bytes.set(setTable(form.set), at + STEP.set);
    } else if (form.kind === 'decimal') {
      this.#put(at + STEP.most, form.most);
      this.#put(at + STEP.least, form.fraction | (form.longFraction << 8) | (form.isOptional ? 1 << 16 : 0));
    } else if (form.kind === 'words') {
      // Each word with its length before it; a length of zero ends them.
      const text = form.words.map((word) => String.fromCharCode(word.length) + word).join('');
      this.#put(at + STEP.words, this.#text(`${text}\0`));
    } else if (form.kind === 'host') {
      this.#bytes.set(setTable(HOST_BYTES), at + STEP.set);
    } else if (form.kind === 'uri' || form.kind === 'referer') {
      this.#bytes.set(setTable(VISIBLE_BYTES), at + STEP.set);
    }
  }

  #put(at: number, value: number): void {
    this.#view.setUint32(at, value, true);
  }

  #text(text: string): number {
    const at = this.#end;
    for (let i = 0; i < text.length; i++) this.#bytes[at + i] = text.charCodeAt(i);
    this.#end += text.length;
    return at;
  }
}

function codeOf({ kind }: ByteForm): number {
  if (kind === 'time_local') return FORM.timeLocal;
  return kind === 'time_iso8601' ? FORM.timeIso : FORM[kind];
}

// A set of ASCII characters: for each lower half of a byte, a bit for each upper half.
function setTable(characters: string): Uint8Array {
  const table = new Uint8Array(16);
  for (let i = 0; i < characters.length; i++) {
    const code = characters.charCodeAt(i);
    table[code & 15]! |= 1 << (code >> 4);
  }
  return table;
}
