// What was done beside a text together with a change of it, and is undone and redone with it.

import { pm } from "../../django_prose_editor/editor.js";

/** A step that leaves the text as it is; ``act(isDone)`` does again, or takes back, what it stands for. */
export class Beside extends pm.transform.Step {
  constructor(act, isDone = true) {
    super();
    Object.assign(this, { act, isDone });
  }

  apply(doc) { return pm.transform.StepResult.ok(doc); }

  invert() { return new Beside(this.act, !this.isDone); }

  map() { return this; }
}

/** The steps of that kind in a transaction. */
export function besideIn({ steps }) { return steps.filter((step) => step instanceof Beside); }
