"""asyncio hands work to processes."""
import asyncio
from concurrent.futures import ProcessPoolExecutor


def heavy(n):
    return sum(i * i for i in range(n))


async def main():
    loop = asyncio.get_running_loop()
    with ProcessPoolExecutor(max_workers=1) as executor:
        assert await loop.run_in_executor(executor, heavy, 10) == 285


if __name__ == "__main__":
    asyncio.run(main())
