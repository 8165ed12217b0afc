/** Writes at the end of a turn of the loop: what many sockets brought leaves on a shared connection in one piece. */

export interface TurnEndTask {
  /** Must not throw. */
  onTurnEnd(): void
}

let tasks: (TurnEndTask | null)[] = []
let spare: (TurnEndTask | null)[] = []
let count = 0

/** Runs the task after all input of this turn is handled. A task is added at most once per turn by its owner. */
export function atTurnEnd(task: TurnEndTask): void {
  tasks[count++] = task
  if (count === 1) setImmediate(run)
}

function run(): void {
  const due = tasks
  const size = count
  tasks = spare
  count = 0
  spare = due
  for (let i = 0; i < size; i++) {
    const task = due[i] as TurnEndTask // filled up to the count
    due[i] = null
    task.onTurnEnd()
  }
}
