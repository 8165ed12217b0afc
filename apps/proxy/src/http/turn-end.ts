/** Writes at the end of a turn of the loop: what many sockets brought leaves on a shared connection in one piece. */

export interface TurnEndTask {
  /** Must not throw. */
  onTurnEnd(): void
}

let tasks: TurnEndTask[] = []
let spare: TurnEndTask[] = []
let isScheduled = false

/** Runs the task after all input of this turn is handled. A task is added at most once per turn by its owner. */
export function atTurnEnd(task: TurnEndTask): void {
  tasks.push(task)
  if (isScheduled) return
  isScheduled = true
  setImmediate(run)
}

function run(): void {
  isScheduled = false
  const due = tasks
  tasks = spare
  for (const task of due) task.onTurnEnd()
  due.length = 0
  spare = due
}
