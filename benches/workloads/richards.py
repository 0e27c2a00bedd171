"""A scheduler of tasks that send each other packets, after the benchmark Richards."""


class Packet:
    def __init__(self, kind, size):
        self.kind = kind
        self.size = size


class Task:
    def __init__(self, name, priority):
        self.name = name
        self.priority = priority
        self.queue = []
        self.done = 0

    def is_ready(self):
        return bool(self.queue)

    def take(self):
        return self.queue.pop(0)


class Device(Task):
    def __init__(self, name, priority, handler):
        Task.__init__(self, name, priority)
        self.handler = handler

    def step(self, scheduler):
        packet = self.take()
        self.done += packet.size
        scheduler.send(self.handler, packet)


class Handler(Task):
    def __init__(self, name, priority, devices):
        Task.__init__(self, name, priority)
        self.devices = devices

    def step(self, scheduler):
        packet = self.take()
        self.done += 1
        if packet.size > 1:
            packet.size -= 1
            scheduler.send(self.devices[(packet.kind + packet.size) % len(self.devices)], packet)
        else:
            scheduler.left -= 1


class Scheduler:
    def __init__(self):
        self.tasks = {}
        self.left = 0
        self.steps = 0

    def add(self, task):
        self.tasks[task.name] = task

    def send(self, name, packet):
        self.tasks[name].queue.append(packet)

    def next(self):
        best = None
        for task in self.tasks.values():
            if task.is_ready() and (best is None or task.priority > best.priority):
                best = task
        return best

    def go(self):
        while self.left:
            self.steps += 1
            self.next().step(self)


def build(packets):
    scheduler = Scheduler()
    scheduler.left = packets  # cold
    devices = ["disk", "tape", "net"]
    for priority, name in enumerate(devices):
        scheduler.add(Device(name, priority, "left" if priority % 2 else "right"))
    scheduler.add(Handler("left", 5, devices))
    scheduler.add(Handler("right", 4, devices))
    for number in range(packets):
        scheduler.send("left", Packet(number % 7, 3 + number % 5))
    return scheduler


def run():
    scheduler = build(300)
    scheduler.go()
    return scheduler.steps, sorted((task.name, task.done) for task in scheduler.tasks.values())
