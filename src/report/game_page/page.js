"use strict";
(function () {
  var data = JSON.parse(document.getElementById("moments").textContent);
  var box = document.getElementById("chart"), out = document.getElementById("readout");
  var pictures = Array.prototype.map.call(box.querySelectorAll("svg"), function (svg) {
    var at = svg.dataset;
    return { svg: svg, left: +at.left, right: +at.right, top: +at.top, bottom: +at.bottom,
      width: svg.viewBox.baseVal.width, cursor: svg.querySelector(".cursor") };
  });
  var now = data.m.length - 1;
  function x(p, m) { return p.left + (p.right - p.left) * Math.min(1, m.t / data.length); }
  function y(p, m) { return p.bottom - (p.bottom - p.top) * m.p; }
  function line(parts) {
    var p = document.createElement("p");
    p.className = parts.shift();
    parts.forEach(function (part) {
      if (!part || !part[0]) return;
      var e = document.createElement(part[1] || "span");
      if (part[2]) e.className = part[2];
      e.textContent = part[0];
      p.appendChild(e);
      p.appendChild(document.createTextNode(" "));
    });
    return p;
  }
  function show(i) {
    now = Math.max(0, Math.min(data.m.length - 1, i));
    var m = data.m[now];
    pictures.forEach(function (p) {
      var mark = p.cursor.querySelector("circle"), rule = p.cursor.querySelector("line");
      rule.setAttribute("x1", x(p, m)); rule.setAttribute("x2", x(p, m));
      mark.setAttribute("cx", x(p, m)); mark.setAttribute("cy", y(p, m));
    });
    out.textContent = "";
    out.appendChild(line(["top", [m.c, "b"], [m.s, "b"], [m.d], [m.b, "span", "lesser"]]));
    out.appendChild(line(["what", [m.w]]));
    out.appendChild(line(["wp", [m.h, "b", "homeink"], [m.i, "span", "lesser"], [m.a, "b", "awayink"],
      [m.g, "span", m.up ? "homeink" : "awayink"], [m.o, "span", "lesser"]]));
    box.setAttribute("aria-valuenow", now);
    box.setAttribute("aria-valuetext", [m.c, m.s, m.d, m.w, m.h, m.i, m.g].filter(Boolean).join(", "));
    box.classList.add("on");
  }
  function nearest(event) {
    var p = pictures.filter(function (p) { return p.svg.getBoundingClientRect().width > 0; })[0];
    if (!p) return now;
    var r = p.svg.getBoundingClientRect(), k = p.width / r.width;
    var px = (event.clientX - r.left) * k, py = (event.clientY - r.top) * k;
    var best = now, least = Infinity;
    data.m.forEach(function (m, i) {
      // Across first; among plays at the same time, the one at that height.
      var d = Math.abs(x(p, m) - px) + 0.05 * Math.abs(y(p, m) - py);
      if (d < least) { least = d; best = i; }
    });
    return best;
  }
  // At once: browsers send at most one move a frame.
  function move(event) { show(nearest(event)); }
  box.addEventListener("pointermove", move);
  box.addEventListener("pointerdown", move);
  box.addEventListener("focus", function () { show(now); });
  box.addEventListener("keydown", function (event) {
    var step = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageDown: 10, PageUp: -10,
      Home: -data.m.length, End: data.m.length }[event.key];
    if (!step || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    show(now + step);
  });
  Array.prototype.forEach.call(document.querySelectorAll("[data-moment]"), function (row) {
    row.classList.add("jump");
    row.addEventListener("click", function () {
      show(+row.dataset.moment);
      box.scrollIntoView({ block: "nearest" });
    });
  });
  box.classList.add("live");
  box.tabIndex = 0;
  box.setAttribute("role", "slider");
  box.setAttribute("aria-label", "The game, play by play");
  box.setAttribute("aria-valuemin", 0);
  box.setAttribute("aria-valuemax", data.m.length - 1);
  document.getElementById("how").hidden = false;
  // A page that was opened at a play, as in game.html#120, shows it.
  function linked() {
    if (/^#\d+$/.test(location.hash)) show(+location.hash.slice(1));
  }
  window.addEventListener("hashchange", linked);
  box.setAttribute("aria-valuenow", now);
  linked();
})();
