import type { Output } from '../output/output.ts';
import { linesReport } from '../output/progress.ts';
import { findTool } from '../tools/find.ts';
import type { ToolName } from '../tools/table.ts';

/** Finds the binaries that a run needs, each when it is first needed, and says so when one has to be brought. */
export function createToolbox(output: Output): (name: ToolName) => Promise<string> {
  const unreachable = new Set<string>();
  const found = new Map<ToolName, Promise<string>>();
  const report = linesReport(output.lang, output.note);
  return (name) => {
    const path = found.get(name) ?? findTool(name, { unreachable, report }).then((tool) => tool.path);
    found.set(name, path);
    return path;
  };
}
