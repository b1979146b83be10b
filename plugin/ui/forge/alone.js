/* Says so where this page was opened outside of Jira, before the bridge refuses to load. */

import { showState } from "./states.js";

if (!globalThis.__bridge?.callBridge) showState("outside");
