-- How frames are read along the tables above.  Everything is local: nothing of it is seen by other scripts.

local HEADER = 8
local MISSING = 4294967295
local LEARN = 0
local SHOWN = 32

local protocol = Proto("ged188", "Cisco CTI Server (GED-188)")
local registered = {}

local function register(proto_field)
  registered[#registered + 1] = proto_field
  return proto_field
end

local function filter(name)
  return "ged188." .. name
end

-- Fields of the guide -----------------------------------------------------------------------------------------------

local FLAGS = {[0] = "false", [1] = "true"}
local INTEGERS = {
  UINT = {make = ProtoField.uint32, size = 4, null = MISSING},
  INT = {make = ProtoField.int32, size = 4, signed = true},
  USHORT = {make = ProtoField.uint16, size = 2, null = 65535},
  UCHAR = {make = ProtoField.uint8, size = 1},
  BOOL = {make = ProtoField.uint16, size = 2, names = FLAGS},
  BOOL4 = {make = ProtoField.uint32, size = 4, names = FLAGS},
}
local dialects = tables.dialects
local fields = {}

local function integer(row, kind)
  local mask = tables.masks[row.numbers]
  row.size, row.signed, row.null = kind.size, kind.signed, kind.null
  row.names = kind.names or tables.enumerations[row.numbers]
  row.number = true
  if mask then
    row.null, row.bits = nil, {}
    for place, bit in ipairs(mask) do
      local name = filter(row.filter .. "." .. bit.filter)
      row.bits[place] = {
        bit = bit.bit,
        name = bit.name,
        field = register(ProtoField.bool(name, bit.name, 8 * kind.size, nil, bit.bit)),
      }
    end
  end
  return kind.make(filter(row.filter), row.name, mask and base.HEX or base.DEC, row.names)
end

for _, row in ipairs(tables.fields) do
  local name = filter(row.filter)
  local kind = INTEGERS[row.type .. (row.size or "")]
  if kind then
    row.field = integer(row, kind)
  elseif row.type == "TIME" then
    row.number, row.size, row.null, row.time = true, 4, MISSING, true
    row.field = ProtoField.absolute_time(name, row.name, base.UTC)
  elseif row.type == "STRING" then
    row.field = ProtoField.string(name, row.name)
  elseif row.type == "UNSPEC" then
    row.field = ProtoField.bytes(name, row.name)
  else
    row.field = ProtoField.string(name, row.name)
    row.variable = register(ProtoField.string(name .. ".name", "Name"))
    row.value = register(ProtoField.string(name .. ".value", "Value"))
    if row.type == "NAMEDARRAY" then
      row.index = register(ProtoField.uint8(name .. ".index", "Index"))
    end
  end
  register(row.field)
  fields[row.dialect and row.dialect .. " " .. row.filter or row.filter] = row
end

-- Fields of the same name and type differ from dialect to dialect in the names of their numbers.
local first_version, last_version = dialects[1].first_version, dialects[1].last_version
for _, dialect in ipairs(dialects) do
  first_version, last_version = math.min(first_version, dialect.first_version), math.max(last_version, dialect.last_version)
  local names = {}
  for number, message in pairs(dialect.messages) do
    names[number] = message.name
    for _, rows in ipairs({message.fixed or {}, message.floating or {}}) do
      for _, row in ipairs(rows) do
        row.of = fields[dialect.name .. " " .. row.field] or fields[row.field]
      end
    end
  end
  dialect.message_type = register(ProtoField.uint32(filter("message_type"), "MessageType", base.DEC, names))
  dialect.tag = register(ProtoField.uint16(filter("tag"), "Tag", base.DEC, dialect.tags))
end

local own = {
  message_length = ProtoField.uint32(filter("message_length"), "MessageLength"),
  message = ProtoField.string(filter("message"), "Message"),
  dialect = ProtoField.string(filter("dialect"), "Dialect"),
  class = ProtoField.uint8(filter("class"), "Class", base.DEC, tables.classes),
  solicited = ProtoField.uint8(filter("solicited"), "Solicited", base.DEC, FLAGS),
  version = ProtoField.uint8(filter("version"), "Version"),
  floating = ProtoField.none(filter("floating"), "Floating field"),
  length = ProtoField.uint16(filter("length"), "Length"),
  entry = ProtoField.none(filter("entry"), "Entry"),
  data = ProtoField.bytes(filter("data"), "Bytes"),
  body = ProtoField.bytes(filter("body"), "Body"),
  request_in = ProtoField.framenum(filter("request_in"), "Request in", base.NONE, frametype.REQUEST),
  response_in = ProtoField.framenum(filter("response_in"), "Response in", base.NONE, frametype.RESPONSE),
  response_time = ProtoField.relative_time(filter("response_time"), "Response time"),
}
for _, name in ipairs({
  "message_length", "message", "dialect", "class", "solicited", "version", "floating", "length", "entry", "data",
  "body", "request_in", "response_in", "response_time",
}) do
  register(own[name])
end
protocol.fields = registered

-- What can be wrong with a frame ------------------------------------------------------------------------------------

local findings = {}
local experts = {}
for _, row in ipairs({
  {"frame_length", "MessageLength is impossible", expert.group.MALFORMED, expert.severity.ERROR},
  {"short_body", "The body is shorter than the fixed part", expert.group.MALFORMED, expert.severity.ERROR},
  {"stray_bytes", "Bytes are left over behind the last field", expert.group.MALFORMED, expert.severity.ERROR},
  {"overrun", "A field runs past the end of the message", expert.group.MALFORMED, expert.severity.ERROR},
  {"unknown_type", "No message has this type", expert.group.PROTOCOL, expert.severity.WARN},
  {"newer_type", "The message is newer than the version", expert.group.PROTOCOL, expert.severity.WARN},
  {"unknown_tag", "No field has this tag", expert.group.PROTOCOL, expert.severity.WARN},
  {"newer_tag", "The field is newer than the version", expert.group.PROTOCOL, expert.severity.WARN},
  {"foreign_tag", "The message does not have this field", expert.group.PROTOCOL, expert.severity.WARN},
  {"field_length", "A value is too long, or a number has the wrong width", expert.group.PROTOCOL, expert.severity.WARN},
  {"malformed_value", "A value cannot be taken apart", expert.group.PROTOCOL, expert.severity.WARN},
  {"wrong_count", "A list has not as many entries as announced", expert.group.PROTOCOL, expert.severity.WARN},
  {"reserved_place", "A reserved place holds another number", expert.group.PROTOCOL, expert.severity.WARN},
  {"missing_field", "A required field is missing", expert.group.PROTOCOL, expert.severity.WARN},
  {"text_end", "A text does not end with its only NUL", expert.group.PROTOCOL, expert.severity.NOTE},
  {"unpublished_layout", "The layout of the message is not published", expert.group.UNDECODED, expert.severity.NOTE},
  {"assumed_version", "No OPEN_REQ was seen: the version is assumed", expert.group.ASSUMPTION, expert.severity.NOTE},
  {"cut_short", "The capture does not have the whole frame", expert.group.UNDECODED, expert.severity.NOTE},
}) do
  local name, text, group, severity = table.unpack(row)
  findings[name] = ProtoExpert.new(filter("finding." .. name), text, group, severity)
  experts[#experts + 1] = findings[name]
end
protocol.experts = experts

local function report(item, name, text)
  if text then
    item:add_proto_expert_info(findings[name], text)
  else
    item:add_proto_expert_info(findings[name])
  end
end

-- Preferences -------------------------------------------------------------------------------------------------------

local wanted = {{"learn", "learn", LEARN}}
local fallback = {}
for version = first_version, last_version do
  local text = string.format("%d", version)
  wanted[#wanted + 1] = {text, text, version}
  fallback[#fallback + 1] = {text, text, version}
end
protocol.prefs.version = Pref.enum(
  "Protocol version", LEARN, "learn: the version that the OPEN_REQ of the conversation announces", wanted, false)
protocol.prefs.fallback = Pref.enum(
  "Version without an OPEN_REQ", last_version, "the version of a conversation whose OPEN_REQ was not captured",
  fallback, false)
local dialect_names = {{"learn", "learn", LEARN}}
for place, dialect in ipairs(dialects) do
  protocol.prefs[dialect.preference] = Pref.range(
    "TCP ports of " .. dialect.title, dialect.ports,
    "the ports of servers of this dialect; others by way of Decode As", 65535)
  dialect_names[#dialect_names + 1] = {dialect.name, dialect.name, place}
end
protocol.prefs.dialect = Pref.enum(
  "Dialect", LEARN, "learn: that of the port, or what the OPEN_REQ of the conversation tells", dialect_names, false)

-- Conversations: forgotten when a capture is opened ------------------------------------------------------------------
-- They are told apart by addresses and ports: TCP's own number of the stream is not to be had when Wireshark reads
-- packets without showing them.  Ports that are used again do no harm: a new session begins with an OPEN_REQ.

local conversations = {}

function protocol.init()
  conversations = {}
end

local function is_listed(ports, port)
  for part in ports:gmatch("[^,%s]+") do
    local first, last = part:match("^(%d+)%-?(%d*)$")
    if first and tonumber(first) <= port and port <= tonumber(last ~= "" and last or first) then
      return true
    end
  end
  return false
end

-- The one dialect whose ports have one of the two; nothing if none has, or several.
local function dialect_of_ports(pinfo)
  local found = nil
  for _, dialect in ipairs(dialects) do
    local ports = protocol.prefs[dialect.preference]
    if is_listed(ports, pinfo.src_port) or is_listed(ports, pinfo.dst_port) then
      if found then
        return nil
      end
      found = dialect
    end
  end
  return found
end

local function conversation_of(pinfo)
  local source, target = tostring(pinfo.src) .. " " .. pinfo.src_port, tostring(pinfo.dst) .. " " .. pinfo.dst_port
  local name = source < target and source .. " " .. target or target .. " " .. source
  local conversation = conversations[name]
  if conversation == nil then
    conversation = {dialect = dialect_of_ports(pinfo), openings = {}, pending = {}, exchanges = {}}
    conversations[name] = conversation
  end
  return conversation, source, target
end

local function nearest_version(dialect, number)
  return math.min(math.max(number, dialect.first_version), dialect.last_version)
end

-- The OPEN_REQ that holds in a packet, if any was seen.  The first one holds for what comes before it, too.
local function opening_at(conversation, packet)
  local openings = conversation.openings
  for place = #openings, 1, -1 do
    if openings[place].packet <= packet or place == 1 then
      return openings[place]
    end
  end
  return nil
end

local function learn(conversation, pinfo, dialect, version)
  if pinfo.visited then
    return
  end
  local openings = conversation.openings
  local last = openings[#openings]
  if last == nil or last.version ~= version or last.dialect ~= dialect then
    openings[#openings + 1] = {packet = pinfo.number, dialect = dialect, version = version}
  end
  conversation.pending = {}
end

-- Requests and their answers: an answer goes to whoever sent the request, with the same InvokeID.
local function exchange(frame, kind, invoke_id)
  local conversation, pinfo = frame.conversation, frame.pinfo
  local place = pinfo.number .. " " .. frame.tvb:offset()
  if not pinfo.visited then
    if kind == "request" then
      local request = {packet = pinfo.number, time = pinfo.rel_ts}
      conversation.pending[frame.source .. " " .. invoke_id] = request
      conversation.exchanges[place] = request
    else
      local request = conversation.pending[frame.target .. " " .. invoke_id]
      if request then
        request.answer = request.answer or pinfo.number
        conversation.exchanges[place] = request
      end
    end
  end
  local request = conversation.exchanges[place]
  if request == nil then
    return
  end
  if kind == "request" then
    if request.answer then
      frame.tree:add(own.response_in, request.answer):set_generated()
    end
    return
  end
  local took = pinfo.rel_ts - request.time
  local seconds = took < 0 and math.ceil(took) or math.floor(took)
  local time = NSTime.new(seconds, math.floor((took - seconds) * 1000000000 + 0.5))
  frame.tree:add(own.request_in, request.packet):set_generated()
  frame.tree:add(own.response_time, time):set_generated()
end

-- Layouts: a message as one version has it --------------------------------------------------------------------------

local layouts = {}

local function known(row, version)
  return (row.since or 0) <= version and version <= (row.upto or version)
end

local function new_layout(dialect, message, version, extended)
  local widths = dialect.widths[version]
  local layout = {
    dialect = dialect, message = message, version = version, tag_width = widths.tag, length_width = widths.length,
  }
  layout.head = layout.tag_width + layout.length_width
  layout.fixed, layout.fixed_size, layout.tags, layout.floating = {}, 0, {}, {}
  for _, row in ipairs(message.fixed) do
    if known(row, version) and (extended or row.bodies == nil) then
      layout.fixed[#layout.fixed + 1] = row
      layout.fixed_size = layout.fixed_size + row.of.size
    end
  end
  for _, row in ipairs(message.floating) do
    if known(row, version) then
      layout.floating[#layout.floating + 1] = row
      layout.tags[row.tag] = row
    end
  end
  for _, row in ipairs(message.unpublished) do
    layout.has_unpublished_tag = layout.has_unpublished_tag or known(row, version)
  end
  return layout
end

local function layout_of(dialect, message, version, extended)
  local name = dialect.name .. " " .. message.name .. " " .. version .. (extended and " +" or "")
  local layout = layouts[name]
  if layout == nil then
    layout = new_layout(dialect, message, version, extended)
    layouts[name] = layout
  end
  return layout
end

local function is_extended(message, version, size)
  for _, row in ipairs(message.fixed) do
    if row.bodies and row.bodies[size] and known(row, version) then
      return true
    end
  end
  return false
end

-- Values ------------------------------------------------------------------------------------------------------------

local function latin_1(character)
  local code = character:byte()
  return code < 192 and "\194" .. character or "\195" .. string.char(code - 64)
end

-- Text as Wireshark takes it: UTF-8 without NUL.
local function readable(raw)
  return (raw:gsub("\0", "\\x00"):gsub("[\128-\255]", latin_1))
end

local function printable(text)
  return (text:gsub("%c", "."))
end

-- The beginning of some bytes, for titles.
local function hex_of(range)
  local size = range:len()
  if size == 0 then
    return ""
  end
  return tostring(range(0, math.min(size, SHOWN)):bytes()) .. (size > SHOWN and "..." or "")
end

local function raw_of(range)
  return range:len() > 0 and range:raw() or ""
end

local function add_bits(item, row, range, value)
  local names = {}
  for _, bit in ipairs(row.bits) do
    item:add(bit.field, range)
    if math.floor(value / bit.bit) % 2 == 1 then
      names[#names + 1] = bit.name
    end
  end
  if #names > 0 then
    item:append_text(" (" .. table.concat(names, " | ") .. ")")
    return table.concat(names, " | ")
  end
  return string.format("%d", value)
end

local function add_number(tree, row, range)
  local value = row.signed and range:int() or range:uint()
  local item = tree:add(row.field, range)
  local text = string.format("%d", value)
  if row.bits then
    text = add_bits(item, row, range, value)
  elseif row.names and row.names[value] then
    text = row.names[value]
  elseif row.time and value == 0 or row.null == value then
    text = "null"
    item:append_text(" (null)")
  elseif row.time then
    text = os.date("!%Y-%m-%d %H:%M:%S UTC", value)
  end
  return item, text
end

local function add_text(tree, row, range)
  local raw = raw_of(range)
  local ended = raw:sub(-1) == "\0"
  local text = readable(ended and raw:sub(1, -2) or raw)
  local item = tree:add(row.field, range, text)
  if not ended or raw:find("\0", 1, true) < #raw then
    report(item, "text_end", "the text does not end with its only NUL")
  end
  return item, '"' .. printable(text) .. '"'
end

-- A named variable or an element of a named array; nothing if no NUL ends the name.
local function add_variable(tree, row, range)
  local begin = row.index and 1 or 0
  local raw = raw_of(range)
  local stop = raw:find("\0", begin + 1, true)
  if stop == nil then
    return nil
  end
  local name = readable(raw:sub(begin + 1, stop - 1))
  local rest = raw:sub(stop + 1)
  local ended = rest:sub(-1) == "\0"
  local value = readable(ended and rest:sub(1, -2) or rest)
  local index = row.index and "[" .. raw:byte(1) .. "]" or ""
  local text = name .. index .. ' = "' .. value .. '"'
  local item = tree:add(row.field, range, text)
  item:add(row.variable, range(begin, stop - begin), name)
  if row.index then
    item:add(row.index, range(0, 1))
  end
  item:add(row.value, #rest > 0 and range(stop, #rest) or range(stop - 1, 1), value)
  if not ended or rest:find("\0", 1, true) < #rest then
    report(item, "text_end", "the value does not end with its only NUL")
  end
  return item, printable(text)
end

local function add_value(tree, row, range)
  if row.number then
    return add_number(tree, row, range)
  elseif row.type == "STRING" then
    return add_text(tree, row, range)
  elseif row.variable then
    return add_variable(tree, row, range)
  end
  return tree:add(row.field, range), hex_of(range)
end

-- Lists -------------------------------------------------------------------------------------------------------------
-- An entry ends where a field comes that it already has, as the codec reads them; nothing in a frame says where one
-- begins.

local function entries_of(holder, list)
  local entries = holder.lists[list]
  if entries == nil then
    entries = {}
    holder.lists[list] = entries
  end
  return entries
end

local function new_entry(entries, holder, list)
  local entry = {lists = {}, seen = {}, counts = {}, holder = holder, list = list, number = #entries + 1}
  entries[#entries + 1] = entry
  return entry
end

-- The entry of the list that a field with this tag belongs to, or, without a tag, the list's last one.
local function entry_for(frame, list, tag)
  if list == nil then
    return frame.top
  end
  local within = frame.layout.message.lists[list].within
  local holder = entry_for(frame, within)
  local entries = entries_of(holder, list)
  local entry = entries[#entries]
  if entry == nil or (tag and entry.seen[tag]) then
    entry = new_entry(entries, holder, list)
  end
  if tag then
    entry.seen[tag] = true
  end
  return entry
end

-- Some servers write a list as arrays: the values of one field of several entries.
local function add_column(frame, row, count)
  local list = frame.layout.message.lists[row.list]
  local holder = entry_for(frame, list.within)
  local entries = entries_of(holder, row.list)
  for place = 1, count do
    local entry = not list.bare and entries[place] or new_entry(entries, holder, row.list)
    entry.seen[row.tag] = true
  end
end

local function tree_of(frame, entry, range)
  if entry.list == nil or frame.layout.message.lists[entry.list].bare then
    return entry.holder and tree_of(frame, entry.holder, range) or frame.tree
  end
  if entry.tree == nil then
    entry.tree = tree_of(frame, entry.holder, range):add(own.entry, range)
    entry.tree:set_text(frame.layout.message.lists[entry.list].name .. " " .. entry.number)
    entry.begin = range:offset()
  end
  return entry.tree
end

local function stretch(entry, range)
  while entry do
    if entry.tree then
      entry.tree:set_len(range:offset() + range:len() - entry.begin)
    end
    entry = entry.holder
  end
end

-- Counts are compared when the whole frame was read.
local function check_count(frame, item, count, said, holder, reserved)
  local there = #(holder.lists[count] or {})
  if said ~= there and reserved and frame.layout.message.kind == "request" then
    report(item, "reserved_place", string.format("the field is reserved and holds %d, not %d", reserved, said))
  elseif said ~= there then
    report(item, "wrong_count", string.format("the message announces %d entries and has %d", said, there))
  end
end

local function check_counts(frame, holder)
  for _, row in ipairs(frame.layout.floating) do
    if row.counts and row.list == holder.list then
      local count = holder.counts[row.tag]
      check_count(frame, count and count.item or holder.tree or frame.tree, row.counts, count and count.said or 0, holder)
    end
  end
  for _, entries in pairs(holder.lists) do
    for _, entry in ipairs(entries) do
      check_counts(frame, entry)
    end
  end
end

-- Frames ------------------------------------------------------------------------------------------------------------

local function report_unlisted(frame, item, tag)
  local layout = frame.layout
  local message = layout.message
  local name = layout.dialect.tags[tag]
  if name == nil then
    if not layout.has_unpublished_tag then
      report(item, "unknown_tag", "no field has this tag")
    end
    return
  end
  local tolerated = message.tolerated[tag]
  if tolerated and known(tolerated, layout.version) then
    return
  end
  for _, row in ipairs(message.floating) do
    if row.tag == tag and row.since and row.since > layout.version then
      report(item, "newer_tag", string.format("the field exists since version %d", row.since))
      return
    end
  end
  report(item, "foreign_tag", name .. " is not a field of this message")
end

local function add_floating(tree, layout, range, tag, length)
  local listed = layout.tags[tag]
  local name = listed and listed.of.name or layout.dialect.tags[tag] or "Unknown tag"
  local item = tree:add(own.floating, range)
  item:add(layout.dialect.tag, range(0, layout.tag_width))
  item:add(own.length, range(layout.tag_width, layout.length_width))
  local title = string.format("%s (%d)", name, tag)
  item:set_text(title)
  return item, title
end

local function add_data(item, title, value)
  item:add(own.data, value)
  item:set_text(title .. ": " .. hex_of(value))
end

local function floating_field(frame, offset, tag, length)
  local layout = frame.layout
  local head = layout.head
  local range, value = frame.tvb(offset, head + length), frame.tvb(offset + head, length)
  local row = layout.tags[tag]
  if row == nil then
    local item, title = add_floating(frame.tree, layout, range, tag, length)
    add_data(item, title, value)
    report_unlisted(frame, item, tag)
    return
  end
  local field = row.of
  local wrong = field.number and length ~= field.size or length > row.size
  if wrong and field.number then
    local item, title = add_floating(frame.tree, layout, range, tag, length)
    if row.list and row.counts == nil and length > 0 and length % field.size == 0 then
      add_column(frame, row, length / field.size)
      item:set_text(string.format("%s: %d values", title, length / field.size))
      for place = 0, length - 1, field.size do
        add_value(item, field, value(place, field.size))
      end
    else
      add_data(item, title, value)
      report(item, "field_length",
        string.format("the value has %d bytes, exactly %d are allowed", length, field.size))
    end
    return
  end
  local unreadable = field.variable and not raw_of(value):find("\0", field.index and 2 or 1, true)
  local entry = unreadable and frame.top or entry_for(frame, row.list, tag)
  local item, title = add_floating(tree_of(frame, entry, range), layout, range, tag, length)
  if wrong then
    report(item, "field_length", string.format("the value has %d bytes, at most %d are allowed", length, row.size))
  end
  if unreadable then
    add_data(item, title, value)
    if not wrong then
      report(item, "malformed_value",
        "no NUL ends the name of the " .. (field.index and "array element" or "variable"))
    end
    return
  end
  local _, text = add_value(item, field, value)
  item:set_text(title .. ": " .. text)
  stretch(entry, range)
  if row.counts then
    entry.counts[tag] = {item = item, said = value:uint()}
  end
  frame.found[tag] = true
end

local function cut_short(frame)
  report(frame.tree, "cut_short",
    string.format("the capture has %d bytes of %d", frame.tvb:len(), frame.tvb:reported_len()))
end

-- The floating part; whether all of it could be told apart.
local function floating_part(frame, offset)
  local tvb, layout = frame.tvb, frame.layout
  local head, stop = layout.head, tvb:reported_len()
  while offset < stop do
    if offset + head > stop then
      local item = frame.tree:add(own.data, tvb(offset))
      report(item, "stray_bytes", string.format("%d bytes are left over, too few for a field", stop - offset))
      return false
    elseif offset + head > tvb:len() then
      cut_short(frame)
      return false
    end
    local tag = tvb(offset, layout.tag_width):uint()
    local length = tvb(offset + layout.tag_width, layout.length_width):uint()
    if offset + head + length > stop then
      local item, title = add_floating(frame.tree, layout, tvb(offset), tag, length)
      if offset + head < tvb:len() then
        add_data(item, title, tvb(offset + head))
      end
      report(item, "overrun",
        string.format("the field announces %d bytes and runs past the end of the message", length))
      return false
    elseif offset + head + length > tvb:len() then
      cut_short(frame)
      return false
    end
    floating_field(frame, offset, tag, length)
    offset = offset + head + length
  end
  return true
end

-- Servers may write anything into a place that is reserved, clients may not.
local function check_reserved(layout, item, row, range)
  local value = row.of.signed and range:int() or range:uint()
  if row.of.type == "BOOL" then
    value = math.min(value, 1)
  end
  item:append_text(" (reserved)")
  if layout.message.kind == "request" and value ~= row.reserved then
    report(item, "reserved_place",
      string.format("the field is reserved and holds %d, not %d", row.reserved, value))
  end
end

-- The fixed part; where it ends, or nothing if it is not wholly there.
local function fixed_part(frame)
  local tvb, layout = frame.tvb, frame.layout
  local offset = HEADER
  for _, row in ipairs(layout.fixed) do
    local field = row.of
    if offset + field.size > tvb:reported_len() then
      local item = frame.tree
      if offset < tvb:len() then
        item = item:add(own.data, tvb(offset))
      end
      report(item, "short_body", string.format(
        "the body has %d bytes, the fixed part needs %d", tvb:reported_len() - HEADER, layout.fixed_size))
      return nil
    elseif offset + field.size > tvb:len() then
      cut_short(frame)
      return nil
    end
    local item = add_value(frame.tree, field, tvb(offset, field.size))
    if row.reserved and not row.counts then
      check_reserved(layout, item, row, tvb(offset, field.size))
    end
    if row.counts then
      frame.fixed_counts[#frame.fixed_counts + 1] = {
        item = item, list = row.counts, said = tvb(offset, field.size):uint(), reserved = row.reserved,
      }
    end
    offset = offset + field.size
  end
  return offset
end

local function check_required(frame)
  for _, row in ipairs(frame.layout.floating) do
    if row.required and not frame.found[row.tag] then
      report(frame.tree, "missing_field", row.of.name .. ": the required field is missing")
    end
  end
end

-- What a message that announces the version of its own layout says: the number, and whether every place that the
-- dialect reserves holds what it has to; nothing if the number is not there.
local function announced(dialect, message, tvb)
  local offset, number, is_strict = HEADER, nil, true
  for _, row in ipairs(layout_of(dialect, message, dialect.last_version, false).fixed) do
    local size = row.of.size
    if offset + size > tvb:len() then
      break
    end
    local value = tvb(offset, size):uint()
    if row.field == message.version_field then
      number = value
    end
    is_strict = is_strict and (row.reserved == nil or row.reserved == value)
    offset = offset + size
  end
  return number, is_strict
end

-- The dialect that an OPEN_REQ tells: the last one that has its version, and what it holds in all reserved places.
-- The first dialect reserves none; it has whatever no other one would take.
local function announced_dialect(tvb, number)
  for place = #dialects, 2, -1 do
    local dialect = dialects[place]
    local message = dialect.messages[number]
    local version, is_strict
    if message then
      version, is_strict = announced(dialect, message, tvb)
    end
    if is_strict and version and dialect.first_version <= version and version <= dialect.last_version then
      return dialect
    end
  end
  return dialects[1]
end

-- The dialect and the version of a frame, and whether they are a guess.  A preference goes before the port, the port
-- before the OPEN_REQ.
local function profile_of(frame, number)
  local pinfo, prefs = frame.pinfo, protocol.prefs
  local opening = opening_at(frame.conversation, pinfo.number)
  local first = dialects[1].messages[number]
  local opens = first and first.version_field
  local dialect = dialects[prefs.dialect] or frame.conversation.dialect
    or opens and announced_dialect(frame.tvb, number) or opening and opening.dialect or dialects[1]
  local own_version = opens and dialect.messages[number] and announced(dialect, dialect.messages[number], frame.tvb)
  if own_version then
    local version = nearest_version(dialect, own_version)
    learn(frame.conversation, pinfo, dialect, version)
    return dialect, version, false
  elseif prefs.version ~= LEARN then
    return dialect, nearest_version(dialect, prefs.version), false
  elseif opening then
    return dialect, nearest_version(dialect, opening.version), false
  end
  return dialect, nearest_version(dialect, prefs.fallback), true
end

local function body(frame, dialect, message, version)
  local tvb = frame.tvb
  frame.layout = layout_of(dialect, message, version, is_extended(message, version, tvb:reported_len() - HEADER))
  frame.top = {lists = {}, seen = {}, counts = {}}
  frame.found, frame.fixed_counts = {}, {}
  local offset = fixed_part(frame)
  if offset and floating_part(frame, offset) then
    for _, count in ipairs(frame.fixed_counts) do
      check_count(frame, count.item, count.list, count.said, frame.top, count.reserved)
    end
    check_counts(frame, frame.top)
    check_required(frame)
  end
  local first = frame.layout.fixed[1]
  local has_invoke_id = first and first.field == "invoke_id" and tvb:len() >= HEADER + 4
  if has_invoke_id and message.kind ~= "event" and message.kind ~= "indication" then
    exchange(frame, message.kind, tvb(HEADER, 4):uint())
  end
end

local function show_name(pinfo, name)
  if pinfo.private.ged188 then
    pinfo.cols.info:append(", " .. name)
  else
    pinfo.private.ged188 = name
    pinfo.cols.protocol:set("GED-188")
    pinfo.cols.info:set(name)
  end
end

local function unread_body(frame)
  if frame.tvb:len() > HEADER then
    frame.tree:add(own.body, frame.tvb(HEADER))
  end
end

local function dissect_frame(tvb, pinfo, root)
  if tvb:len() < HEADER then
    show_name(pinfo, "cut short")
    cut_short({tvb = tvb, tree = root:add(protocol, tvb())})
    return tvb:len()
  end
  local length, number = tvb(0, 4):uint(), tvb(4, 4):uint()
  local conversation, source, target = conversation_of(pinfo)
  local frame = {tvb = tvb, pinfo = pinfo, conversation = conversation, source = source, target = target}
  local is_whole = length + HEADER == tvb:reported_len()
  local dialect, version, assumed = profile_of(frame, is_whole and number)
  local message = dialect.messages[number]
  local name = message and message.name or string.format("type %d", number)
  show_name(pinfo, name)
  local tree = root:add(protocol, tvb(), "Cisco CTI Server, " .. name)
  frame.tree = tree
  local length_item = tree:add(own.message_length, tvb(0, 4))
  local type_item = tree:add(dialect.message_type, tvb(4, 4))
  tree:add(own.dialect, dialect.name):set_generated()
  if message then
    tree:add(own.message, message.name):set_generated()
    tree:add(own.class, message.class):set_generated()
    tree:add(own.solicited, message.solicited and 1 or 0):set_generated()
  end
  if not is_whole then
    report(length_item, "frame_length", string.format(
      "a body of %d bytes is announced, at most %d are allowed", length, tables.largest_frame - HEADER))
    unread_body(frame)
    return tvb:len()
  end
  local version_item = tree:add(own.version, version):set_generated()
  if assumed then
    report(version_item, "assumed_version")
  end
  if message == nil then
    report(type_item, "unknown_type", "no message has this type")
    unread_body(frame)
  elseif message.since and message.since > version then
    report(type_item, "newer_type", string.format("%s exists since version %d", name, message.since))
    unread_body(frame)
  elseif message.fixed == nil then
    report(type_item, "unpublished_layout")
    unread_body(frame)
  else
    body(frame, dialect, message, version)
  end
  return tvb:len()
end

-- With a length that no frame has, the rest of the segment is given up: the next one may begin with a header.
local function frame_length(tvb, _, offset)
  if offset + HEADER > tvb:len() then
    return tvb:reported_len() - offset
  end
  local size = tvb(offset, 4):uint() + HEADER
  return size <= tables.largest_frame and size or tvb:reported_len() - offset
end

function protocol.dissector(tvb, pinfo, tree)
  dissect_tcp_pdus(tvb, tree, HEADER, frame_length, dissect_frame)
  return tvb:len()
end

local tcp_ports = DissectorTable.get("tcp.port")
local ports = {}

local function listen()
  for _, old in pairs(ports) do
    tcp_ports:remove(old, protocol)
  end
  for _, dialect in ipairs(dialects) do
    ports[dialect.name] = protocol.prefs[dialect.preference]
    tcp_ports:add(ports[dialect.name], protocol)
  end
end

listen()
protocol.prefs_changed = listen
