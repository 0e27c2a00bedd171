"""Planets that attract each other, in steps of time."""

from math import sqrt


def planets():
    solar = 4.0 * 3.141592653589793**2  # cold
    return [
        ([0.0, 0.0, 0.0], [0.0, 0.0, 0.0], solar),
        ([4.8, -1.2, -0.1], [0.6, 2.8, -0.02], solar * 9.5e-4),
        ([8.3, 4.1, -0.4], [-1.0, 1.8, 0.01], solar * 2.9e-4),
        ([12.9, -15.1, -0.2], [1.1, 0.9, -0.01], solar * 4.4e-5),
        ([15.4, -25.9, 0.2], [1.0, 0.6, -0.03], solar * 5.2e-5),
    ]


def advance(bodies, step):
    for at, (place, speed, mass) in enumerate(bodies):
        for other, other_speed, other_mass in bodies[at + 1 :]:
            dx, dy, dz = place[0] - other[0], place[1] - other[1], place[2] - other[2]
            square = dx * dx + dy * dy + dz * dz
            force = step / (square * sqrt(square))
            for axis, distance in enumerate((dx, dy, dz)):
                speed[axis] -= distance * other_mass * force
                other_speed[axis] += distance * mass * force
    for place, speed, _ in bodies:
        for axis in range(3):
            place[axis] += step * speed[axis]


def energy(bodies):
    total = 0.0
    for at, (place, speed, mass) in enumerate(bodies):
        total += 0.5 * mass * sum(part * part for part in speed)
        for other, _, other_mass in bodies[at + 1 :]:
            total -= mass * other_mass / sqrt(sum((a - b) ** 2 for a, b in zip(place, other)))
    return total


def run():
    bodies = planets()
    before = energy(bodies)
    for _ in range(200):
        advance(bodies, 0.005)
    return abs(energy(bodies) / before - 1.0) < 1e-3
