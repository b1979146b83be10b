/* The entry: loads the modules that a page needs; base.html puts it before htmx, so that htmx finds the transport in place. */

import "./host.js";
import "./transport.js";
import "./live.js";
import "./drawer.js";
import "./table.js";
import "./focus.js";
import "./download.js";
