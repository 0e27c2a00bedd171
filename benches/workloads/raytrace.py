"""Spheres over a floor, one ray for each point."""

from math import sqrt


class Vector:
    def __init__(self, x, y, z):
        self.x, self.y, self.z = x, y, z

    def dot(self, other):
        return self.x * other.x + self.y * other.y + self.z * other.z

    def __sub__(self, other):
        return Vector(self.x - other.x, self.y - other.y, self.z - other.z)

    def __add__(self, other):
        return Vector(self.x + other.x, self.y + other.y, self.z + other.z)

    def times(self, factor):
        return Vector(self.x * factor, self.y * factor, self.z * factor)

    def unit(self):
        return self.times(1.0 / sqrt(self.dot(self)))


class Sphere:
    def __init__(self, centre, radius, shade):
        self.centre, self.radius, self.shade = centre, radius, shade

    def hit(self, eye, ray):
        to = self.centre - eye
        along = to.dot(ray)
        rest = self.radius**2 - to.dot(to) + along * along
        if rest < 0 or along < 0:
            return None
        distance = along - sqrt(rest)
        return distance if distance > 1e-6 else None


def scene():
    light = Vector(-0.5, 0.8, -0.3).unit()  # cold
    spheres = [Sphere(Vector(x - 1.5, 0.1 * x, 4 + x % 2), 0.6, 0.3 + 0.15 * x) for x in range(4)]
    return light, spheres


def shade(spheres, light, eye, ray):
    nearest, found = None, None
    for sphere in spheres:
        distance = sphere.hit(eye, ray)
        if distance is not None and (nearest is None or distance < nearest):
            nearest, found = distance, sphere
    if found is None:
        return 0.1 if ray.y > 0 else 0.2
    place = eye + ray.times(nearest)
    normal = (place - found.centre).unit()
    shadowed = any(other.hit(place, light) is not None for other in spheres if other is not found)
    return found.shade * (0.2 if shadowed else 0.2 + 0.8 * max(0.0, normal.dot(light)))


def run(size=24):
    light, spheres = scene()
    eye, total = Vector(0, 0, -1), 0.0
    for row in range(size):
        for column in range(size):
            ray = Vector(column / size - 0.5, 0.5 - row / size, 1.0).unit()
            total += shade(spheres, light, eye, ray)
    return round(total, 6)
