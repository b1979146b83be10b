/* Starts the page: forms and the "Jira happens" bar, then Jira's part of the bridge, then the app's frames. */

import { dialogModule } from "./dialogs.js";
import { flagModule } from "./flags.js";
import { embedForge } from "./forge.js";
import { embedAll, obeySizes } from "./frames.js";
import { wireBar } from "./happens.js";
import { sendInline } from "./live.js";
import { defineProductModules } from "./product.js";

sendInline();
wireBar();
for (const module of [flagModule, dialogModule]) window.connectHost.getFrameworkAdaptor().registerModule(module);
defineProductModules();
obeySizes();
embedAll();
embedForge();
